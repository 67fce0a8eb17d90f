import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { sign } from "../../wire/sign.ts";
import reference from "../known/reference.ts";
import type { Credentials, StartedTarget } from "../target.ts";
import { referenceTarget } from "./reference-target.ts";

const silent = (): void => undefined;

async function invoke(
  { url, region }: StartedTarget,
  credentials?: Credentials,
): Promise<[number, string | null]> {
  const request = {
    method: "POST",
    target: "/2015-03-31/functions/probe/invocations",
    headers: [],
    body: Buffer.from("1"),
  };
  const { headers } =
    credentials === undefined ? request : await sign(request, url.host, credentials, region);
  const reply = await fetch(new URL(request.target, url), {
    method: "POST",
    headers: Object.fromEntries(headers),
    body: "1",
  });
  return [reply.status, reply.headers.get("x-amzn-errortype")];
}

test("it starts, authenticates, comes back where it was, and stops", async () => {
  const started = await reference.start(silent);
  try {
    expect(reference.name).toBe("reference");
    expect(started).toMatchObject({ function: "probe", region: "us-east-1", partition: "aws", signs: true });
    expect(await invoke(started, started.credentials)).toEqual([200, null]);
    expect(await invoke(started, started.unprivileged)).toEqual([403, "AccessDeniedException"]);
    expect(await invoke(started)).toEqual([403, "MissingAuthenticationTokenException"]);
    await started.restart?.();
    expect(await invoke(started, started.credentials)).toEqual([200, null]);
  } finally {
    await started.stop();
  }
  await expect(invoke(started)).rejects.toThrow();
});

test("what cannot start is told in words", async () => {
  await expect(referenceTarget({ inject: ["Nope"] }).start(silent)).rejects.toThrow(
    'the reference did not start: inject Nope: no error is called "Nope"',
  );
});

test("it ends with the process that started it, however that ends", async () => {
  const module = JSON.stringify(new URL("reference-target.ts", import.meta.url).href);
  const parent = spawn(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `const { referenceTarget } = await import(${module});
       const { url } = await referenceTarget().start(() => {});
       console.log(url.href);
       setInterval(() => {}, 1000);`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const url = line.toString().trim();
  expect((await fetch(url)).status).toBe(403);
  parent.kill("SIGKILL");
  await expect.poll(() => fetch(url).catch(() => "gone"), { timeout: 5000 }).toBe("gone");
});
