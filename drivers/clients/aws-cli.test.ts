import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { requireOrSkip } from "../../suites/testing/require-or-skip.ts";
import type { ClientCall } from "./client.ts";
import { processClient } from "./process-client.ts";

const folder = mkdtempSync(join(tmpdir(), "aws-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A command that prints what an AWS CLI would print: its version, or one error. */
function command(version: string, error: string): string {
  const file = join(folder, `aws-${version}-${Math.random()}`);
  writeFileSync(
    file,
    `#!/bin/sh
[ "$1" = --version ] && echo "aws-cli/${version} Python/3.13 Linux/6 source" && exit
cat >&2 <<'END'
${error}
END
exit 254
`,
  );
  chmodSync(file, 0o755);
  return file;
}

const CALL: ClientCall = {
  id: "1",
  operation: "Invoke",
  endpoint: "http://127.0.0.1:1",
  region: "us-east-1",
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
  input: { FunctionName: "f" },
  timeoutMs: 1000,
};

function driven(major: string, program: string) {
  return processClient({
    name: "aws-cli",
    folder: join(import.meta.dirname, "aws-cli-v1"),
    commands: [["python3", "driver.py", major, program]],
  }).start();
}

const python = requireOrSkip("python3", "--version");
const OCCURRED = "An error occurred (ResourceNotFoundException) when calling the Invoke operation";

python.each([
  ["a message", `\\n${OCCURRED}: no f`, "no f"],
  ["a message of two lines", `\\n${OCCURRED}: no f\\nnor g`, "no f\\nnor g"],
  ["attempts that are used up", `\\n${OCCURRED} (reached max retries: 1): no f`, "no f"],
  [
    "the enhanced format, with members of the error below its message",
    `\\naws: [ERROR]: ${OCCURRED}: no f\\nnor g\\n\\nAdditional error details:\\nType: User`,
    "no f\\nnor g",
  ],
])("%s is told as it is", async (_, error, message) => {
  const client = await driven("2", command("2.34.0", error.replaceAll("\\n", "\n")));
  try {
    expect(await client.call(CALL)).toEqual({
      error: { name: "ResourceNotFoundException", message: message.replaceAll("\\n", "\n"), sent: true },
      exitStatus: 254,
      cliVersion: 2,
    });
  } finally {
    await client.close();
  }
});

python("another version than the wanted one is not driven", async () => {
  await expect(driven("2", command("1.46.3", ""))).rejects.toThrow(/is version 1\.46\.3 of the AWS CLI/);
});

test("what goes wrong before anything is sent has no name", async () => {
  const client = await driven("2", command("2.34.0", "usage: aws [options]"));
  expect(await client.call(CALL)).toMatchObject({ error: { name: "", sent: false }, exitStatus: 254 });
  await client.close();
});
