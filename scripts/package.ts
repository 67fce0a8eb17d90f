/**
 * Checks this package as its users get it. It packs it, checks the tarball with publint and are-the-types-wrong, and compares its figures with
 * docs/package.md. Then it runs the package from an empty folder on each supported Node.js version (`node scripts/package.ts 22`: on that one only).
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const root = join(import.meta.dirname, "..");
const { exports, peerDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly exports: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
};
const wanted = process.argv.slice(2);
const versions = wanted.length > 0 ? wanted : ["22", "24", "26"];

const folder = mkdtempSync(join(tmpdir(), "lambda-conformance-package-"));
const faults: string[] = [];
try {
  npm(["pack", "--silent", "--pack-destination", folder], root);
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "");
  faults.push(...(await faultsOfForm(readFileSync(tarball))));
  for (const version of versions) faults.push(...faultsOn(version, tarball));
} finally {
  rmSync(folder, { recursive: true });
}
for (const fault of faults) process.stderr.write(`package: ${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;

/** The faults that the two public checkers find in the tarball. */
async function faultsOfForm(tarball: Buffer): Promise<string[]> {
  const data = new Uint8Array(tarball);
  const { messages, pkg } = await publint({ strict: true, pack: { tarball: data.buffer } });
  const types = await checkPackage(createPackageFromTarballData(data));
  if (types.types === false) return ["are-the-types-wrong finds no types"];
  // Every supported Node.js version can load ES modules with require(), so faults for older ones do not matter.
  const problems = types.problems.filter(
    (problem) => !("resolutionKind" in problem) || !/^node(?:10|16-cjs)$/.test(problem.resolutionKind),
  );
  const counted = problems.filter(({ kind }) => kind !== "CJSResolvesToESM");
  process.stdout.write(
    `publint: ${messages.length} messages; are-the-types-wrong: ${counted.length} problems in ${Object.keys(types.entrypoints).length} entry points\n`,
  );
  return [
    ...messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`),
    ...counted.map((problem) => `are-the-types-wrong: ${JSON.stringify(problem)}`),
  ];
}

/** The faults that occur in an empty folder on a version of Node.js. */
function faultsOn(version: string, tarball: string): string[] {
  const tools = join(folder, `node-${version}`);
  const project = join(folder, `project-${version}`);
  // The package `node` installs its binary with a script, which must be allowed.
  write(tools, { private: true, allowScripts: { node: true } });
  npm(["install", `node@${version}`], tools);
  write(project, { private: true, type: "module" });
  npm(["install", tarball], project);
  const node = join(tools, "node_modules", "node", "bin", "node");
  const faults: string[] = [];
  const attempt = (what: string, args: readonly string[]): string => {
    try {
      return execFileSync(node, args, { cwd: project, encoding: "utf8", stdio: "pipe", timeout: 120_000 });
    } catch (error) {
      const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
      faults.push(`Node.js ${version}: ${what} fails: ${stdout}${stderr}`);
      return "";
    }
  };
  const is = attempt("its version", ["--version"]).trim();
  if (!is.startsWith(`v${version}.`)) faults.push(`Node.js ${version}: the binary is ${is}`);
  const cli = join("node_modules", "lambda-conformance", "dist", "cli.js");
  attempt("run", [cli, "run", "--only", "invoke/status/*", "--cases", "3", "--min-coverage", "0.1"]);
  const modules = Object.keys(exports)
    // These modules need a package that only their users install.
    .filter((path) => !path.includes("*") && !Object.hasOwn(peerDependencies, path.slice(2)));
  for (const path of modules) {
    const name = `lambda-conformance${path.slice(1)}`;
    const kind = path.endsWith(".json") ? ', { with: { type: "json" } }' : "";
    attempt(`import ${name}`, ["-e", `await import(${JSON.stringify(name)}${kind})`, "--input-type=module"]);
  }
  const figures = figuresOf(project);
  const text = readFileSync(join(root, "docs", "package.md"), "utf8");
  for (const figure of figures.filter((one) => !text.includes(one))) {
    faults.push(`docs/package.md does not say "${figure}"`);
  }
  process.stdout.write(`Node.js ${is}: run and ${modules.length} imports; ${figures.join(", ")}\n`);
  return faults;
}

/** The figures of the installed package, in the words of its document. */
function figuresOf(project: string): string[] {
  const { packages } = JSON.parse(readFileSync(join(project, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly dependencies?: object }>>;
  };
  const own = join(project, "node_modules", "lambda-conformance");
  const sizes = readdirSync(own, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)).length);
  const megabytes = Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 1e6);
  const direct = Object.keys(packages["node_modules/lambda-conformance"]?.dependencies ?? {}).length;
  // Without the project itself and this package.
  const all = Object.keys(packages).length - 2;
  return [`${megabytes} MB unpacked`, `${direct} dependencies`, `${all} packages`];
}

function write(project: string, description: object): void {
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify(description));
}

function npm(args: readonly string[], cwd: string): void {
  execFileSync("npm", [...args, "--prefer-offline", "--no-audit", "--no-fund"], {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
  });
}
