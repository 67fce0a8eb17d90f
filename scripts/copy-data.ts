/** Copies what is not TypeScript but is read at run time (specifications, schemas, probes) into the build. */
import { chmodSync, cpSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const isData = (path: string): boolean => !/\.(ts|md)$/.test(path);
for (const folder of ["specs", "targets", "drivers", "suites", "reports"]) {
  cpSync(join(root, folder), join(root, "dist", folder), {
    recursive: true,
    filter: (path) => isData(path),
  });
}
cpSync(join(root, "package.json"), join(root, "dist", "package.json"));
chmodSync(join(root, "dist", "cli.js"), 0o755);
