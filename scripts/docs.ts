/** Writes every document that is generated from the specification, its evidence and its options: `npm run docs`. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** The scripts that write them. Later ones read what earlier ones wrote. */
export const documentScripts = [
  "commonjs-probe",
  "scenario-schemas",
  "config-schema",
  "sam-template",
  "evidence",
  "coverage",
  "editions",
  "generators",
  "clients",
  "api",
  "catalogue",
] as const;

if (import.meta.main) {
  for (const name of documentScripts) {
    process.stdout.write(`${name}\n`);
    execFileSync(process.execPath, [join(import.meta.dirname, `${name}.ts`)], { stdio: "inherit" });
  }
}
