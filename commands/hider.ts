/**
 * Makes a function that hides secrets in error messages. A message may quote a program, an endpoint, a file, or the command line.
 * @param argv the command line, which may hold `--header`
 */
export async function hider(
  env: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
): Promise<(text: string) => string> {
  const { redactText } = await import("../wire/redact.ts");
  const { givenSecrets } = await import("../wire/secrets.ts");
  const secrets = givenSecrets([env["AWS_SECRET_ACCESS_KEY"], env["AWS_SESSION_TOKEN"]], headersIn(argv));
  return (text) => redactText(text, secrets);
}

function headersIn(argv: readonly string[]): (readonly [string, string])[] {
  return argv.flatMap((argument, index): (readonly [string, string])[] => {
    const given = argument === "--header" ? argv[index + 1] : /^--header=(.*)$/s.exec(argument)?.[1];
    const colon = given?.indexOf(":") ?? -1;
    return given === undefined || colon < 0 ? [] : [[given.slice(0, colon), given.slice(colon + 1).trim()]];
  });
}
