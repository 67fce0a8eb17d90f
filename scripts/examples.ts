/**
 * Runs the sample projects of examples/ as their readers do. It packs this package, installs it with their other dependencies into an empty folder,
 * and runs `npm test` in each. `node scripts/examples.ts NAME...` runs some of them only.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const all = readdirSync(join(root, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`examples: there is no ${unknown.join(", ")}; there are ${all.join(", ")}\n`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "lambda-conformance-examples-"));
try {
  process.exitCode = run();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @returns the exit status */
function run(): number {
  const packed = npm(["pack", "--json", "--pack-destination", folder], root, "pipe");
  if (packed.status !== 0) return told("npm pack", packed.stderr);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (tarball === undefined) return told("npm pack", "it made no tarball");

  // One installation for all of them: as workspaces they share dependencies.
  const names = wanted.length > 0 ? wanted : all;
  mkdirSync(join(folder, "examples"));
  for (const name of names) {
    const project = join(folder, "examples", name);
    cpSync(join(root, "examples", name), project, {
      recursive: true,
      filter: (path) => !/[\\/]node_modules$/.test(path),
    });
    const file = join(project, "package.json");
    const text = readFileSync(file, "utf8");
    writeFileSync(
      file,
      text.replace(/("lambda-conformance": )"[^"]*"/, `$1${JSON.stringify(`file:../../${tarball}`)}`),
    );
  }
  const workspaces = names.map((name) => `examples/${name}`);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, workspaces }));
  const installed = npm(["install", "--prefer-offline", "--no-audit", "--no-fund"], folder, "pipe");
  if (installed.status !== 0) return told("npm install", installed.stderr);
  return npm(["test", "--workspaces"], folder, "inherit").status ?? 1;
}

function npm(args: readonly string[], cwd: string, output: "pipe" | "inherit"): ReturnType<typeof spawnSync> {
  return spawnSync("npm", args, { cwd, stdio: ["ignore", output, output], encoding: "utf8" });
}

function told(what: string, says: unknown): number {
  process.stderr.write(`examples: ${what} failed:\n${String(says)}\n`);
  return 1;
}
