import { readFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";

/** The two probes as a deployment package, made in memory: the same bytes each time, so that a package that is there is known again. */
export function probeZip(): Uint8Array {
  const files = Object.fromEntries(
    ["probe.mjs", "probe.py"].map((name) => [
      name,
      readFileSync(join(import.meta.dirname, "../probe", name)),
    ]),
  );
  // External attributes as a Unix system writes them: a file that everybody may read.
  return zipSync(files, { level: 9, mtime: "1980-01-01", os: 3, attrs: 0o644 << 16 });
}
