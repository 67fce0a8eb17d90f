import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { familyOf } from "../runtimes.ts";

/** Results by language: what runs in one version of a language also runs in the others, as far as this test goes. */
const known = new Map<string, string | undefined>();

const IN_NODE = `
globalThis.awslambda = { streamifyResponse: (handler) => handler };
const [file, name] = process.argv.slice(1);
const { [name]: handler } = await import("./" + file + ".mjs");
if (typeof handler !== "function") throw new Error(file + "." + name + " is undefined or not exported");
if (name === "handler") console.log(JSON.stringify(await handler({ $probe: { describe: true } }, {})));`;

const IN_PYTHON = `
import importlib, json, sys
sys.path.insert(0, "")
handler = getattr(importlib.import_module(sys.argv[1]), sys.argv[2])
print(json.dumps(handler({"$probe": {"describe": True}}, None)))`;

/** Why a package with this handler does not run like the probe; undefined when it does. */
export function whyPackageFails(
  files: Readonly<Record<string, Uint8Array>>,
  handler: string,
  runtime: string,
): string | undefined {
  const key = hash("sha256", JSON.stringify([handler, familyOf(runtime), Object.entries(files).map(String)]));
  if (!known.has(key)) known.set(key, tried(files, handler, runtime));
  return known.get(key);
}

function tried(
  files: Readonly<Record<string, Uint8Array>>,
  handler: string,
  runtime: string,
): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "package-"));
  try {
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    const [command, ...args] = runtime.startsWith("python")
      ? ["python3", "-B", "-c", IN_PYTHON]
      : [process.execPath, "--input-type=module", "--eval", IN_NODE];
    const ran = spawnSync(command as string, [...args, ...handler.split(".")], {
      cwd: folder,
      encoding: "utf8",
    });
    if (ran.status !== 0) return ran.stderr;
    return handler.endsWith(".handler") && !ran.stdout.includes('"probe"')
      ? `it said ${ran.stdout}`
      : undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
