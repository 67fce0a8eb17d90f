/** Copies files other than TypeScript that are read at run time (specifications, schemas, probes) into the build. */
import { chmodSync, cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { readDocuments } from "../specs/documents.ts";
import { assertValid, stampFile } from "../specs/load-specification.ts";
import { UserError } from "../specs/user-error.ts";
import { publishedScenarioSchemas, scenarioSchemas } from "./scenario-schemas.ts";

const root = join(import.meta.dirname, "..");
const isData = (path: string): boolean => {
  // A data file must not replace a module that compiles to the same name.
  if (path.endsWith(".js") && existsSync(path.replace(/js$/, "ts"))) {
    throw new Error(`${path}: a module beside it is compiled to this name; give the data another`);
  }
  return !/\.(ts|md)$|[\\/](testing|reproductions)$/.test(path);
};
for (const folder of ["specs", "targets", "drivers", "mutants", "suites", "reports"]) {
  cpSync(join(root, folder), join(root, "dist", folder), {
    recursive: true,
    filter: (path) => isData(path),
  });
}

try {
  if (!isDeepStrictEqual(publishedScenarioSchemas(), scenarioSchemas())) {
    throw new UserError(
      "specs/schema/scenarios.json is not what generators/scenarios/ says: npm run fix writes it",
    );
  }
  // Validate the documents here, so that the built command need not load ajv and do it at each start.
  const documents = readDocuments(join(root, "dist", "specs"));
  assertValid(documents);
  writeFileSync(join(root, "dist", "specs", stampFile), JSON.stringify({ digest: documents.digest }));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`build: ${error.message}\n`);
  process.exit(2);
}

// Copy only the members that the build reads at run time. Node.js would ignore some of the others here, which would mislead readers.
const { name, version, type, engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const own = { name, version, private: true, type, engines };
writeFileSync(join(root, "dist", "package.json"), `${JSON.stringify(own, undefined, 2)}\n`);
chmodSync(join(root, "dist", "cli.js"), 0o755);
