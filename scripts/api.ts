/** Writes docs/api.md: what the package exports, with the docstrings and declarations of its sources. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

const root = join(import.meta.dirname, "..");
export const apiFile: string = join(root, "docs", "api.md");

/** A module that the package exports. */
export interface ApiModule {
  /** What programs import: `lambda-conformance/vitest`. */
  readonly path: string;
  /** The docstring at its beginning. */
  readonly says: string;
  readonly exports: readonly ApiExport[];
}

export interface ApiExport {
  readonly name: string;
  /** The text of its docstring, without the stars. Empty if it has none. */
  readonly says: string;
  readonly declaration: string;
}

/** The exported modules, as the compiler declares them. */
export function apiModules(): ApiModule[] {
  const { name, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    name: string;
    exports: Readonly<Record<string, string>>;
  };
  const folder = mkdtempSync(join(tmpdir(), "declarations-"));
  try {
    const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
    const options = ["-p", join(root, "tsconfig.build.json"), "--emitDeclarationOnly", "--outDir", folder];
    execFileSync(process.execPath, [compiler, ...options], { stdio: "inherit" });
    return Object.entries(exports)
      .filter(([, file]) => file.endsWith(".js"))
      .map(([path, file]) => {
        const module = relative("dist", file).replace(/\.js$/, "");
        // The compiler drops a comment in front of an import.
        const text = readFileSync(join(root, `${module}.ts`), "utf8");
        return {
          path: join(name, path),
          says: docstring(/^\/\*\*[\s\S]*?\*\//.exec(text)?.[0] ?? ""),
          exports: exportsOf(join(folder, `${module}.d.ts`)),
        };
      });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function exportsOf(file: string): ApiExport[] {
  const text = readFileSync(file, "utf8");
  const listed = [...text.matchAll(/^export (?:type )?\{([^}]*)\}(?: from "([^"]*)")?;/gm)].flatMap(
    ([, names = "", from]) =>
      namesIn(names).map((name) =>
        exportOf(name, from === undefined ? importedFrom(name, text, file) : beside(file, from)),
      ),
  );
  const own = [...text.matchAll(DECLARED)].map(([, name = ""]) => exportOf(name, file));
  return [...listed, ...own].sort((a, b) => a.name.localeCompare(b.name, "en"));
}

function namesIn(list: string): string[] {
  return list
    .split(",")
    .map((one) => one.trim().replace(/^type /, ""))
    .filter((name) => name !== "");
}

const DECLARED = /^export (?:declare )?(?:abstract )?(?:class|const|function|interface|type) (\w+)/gm;

function importedFrom(name: string, text: string, file: string): string {
  const from = [...text.matchAll(/^import (?:type )?\{([^}]*)\} from "([^"]*)";/gm)].find(([, names = ""]) =>
    namesIn(names).includes(name),
  )?.[2];
  if (from === undefined) throw new Error(`${file} exports ${name}, which it does not import`);
  return beside(file, from);
}

function beside(file: string, from: string): string {
  return join(dirname(file), from.replace(/\.[jt]s$/, ".d.ts"));
}

function exportOf(name: string, file: string): ApiExport {
  const text = readFileSync(file, "utf8");
  const found = [...text.matchAll(DECLARED)].find(([, declared]) => declared === name);
  if (found === undefined) throw new Error(`${file} does not declare ${name}`);
  const [before, after] = [text.slice(0, found.index), text.slice(found.index)];
  const comment = /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n$/.exec(before)?.[0] ?? "";
  return { name, says: docstring(comment), declaration: declarationOf(after) };
}

/** From the beginning of the text to the end of its first declaration. */
function declarationOf(text: string): string {
  let depth = 0;
  // Skip comments and strings as a whole.
  for (const { 0: token, index } of text.matchAll(/\/\*[\s\S]*?\*\/|\/\/.*|"(?:[^"\\]|\\.)*"|[{}();]/g)) {
    if (token === "{" || token === "(") depth += 1;
    if (token === "}" || token === ")") depth -= 1;
    const isEnd = depth === 0 && (token === ";" || (token === "}" && /^\n/.test(text.slice(index + 1))));
    if (isEnd) return text.slice(0, index + 1).replace(/^export declare /, "export ");
  }
  throw new Error(`a declaration does not end: ${text.slice(0, 80)}`);
}

/** The text of a comment, with @throws and @returns on their own lines. */
function docstring(comment: string): string {
  return comment
    .trim()
    .replace(/^\/\*\*\s?|\s*\*\/$/g, "")
    .replace(/^[^\S\n]*\* ?/gm, "")
    .replace(/\n?^@(\w+) /gm, "\n- $1: ")
    .trim();
}

/** The text of docs/api.md. */
export function apiText(modules: readonly ApiModule[] = apiModules()): string {
  return [
    "# What the package exports",
    "",
    "`npm run docs` writes this page from the docstrings of the sources. Times are in milliseconds and sizes in bytes unless the text says otherwise. A function",
    "that receives bad input throws a `UserError`, whose message is one line for a person.",
    "",
    ...modules.map(({ path, exports }) => `- [${path}](#${anchor(path)}): ${exports.length} exports`),
    ...modules.flatMap(({ path, says, exports }) => [
      "",
      `## ${path}`,
      "",
      says,
      ...exports.flatMap(({ name, says: text, declaration }) => [
        "",
        `### ${name}`,
        "",
        text,
        "",
        "```ts",
        declaration,
        "```",
      ]),
    ]),
    "",
  ].join("\n");
}

/** The anchor that GitHub makes from a heading. */
function anchor(heading: string): string {
  return heading.toLowerCase().replace(/[^\w-]/g, "");
}

if (import.meta.main) writeFileSync(apiFile, apiText());
