/** `npm run sbom -- FILE`: the bill of materials of the package, CycloneDX 1.6 as JSON, of what is installed with it; checked against its schema. */
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

const [file = "sbom.cdx.json"] = process.argv.slice(2);
const package_ = createRequire(import.meta.url).resolve("@cyclonedx/cyclonedx-npm/package.json");
execFileSync(
  process.execPath,
  [
    join(dirname(package_), "bin/cyclonedx-npm-cli.js"),
    ...["--omit", "dev", "--omit", "optional", "--omit", "peer"],
    ...["--package-lock-only", "--output-reproducible", "--mc-type", "application"],
    ...["--spec-version", "1.6", "--output-format", "JSON", "--validate"],
    ...["--output-file", resolve(file)],
  ],
  { cwd: join(import.meta.dirname, ".."), stdio: ["ignore", "inherit", "inherit"] },
);
