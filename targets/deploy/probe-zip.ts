import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Zippable, zipSync } from "fflate";
import { unstartable } from "../probe/unstartable.ts";

/** The files of the package, by the names that loaders look for. Each has its source file in the probe folder, and its mode. */
const FILES: Readonly<Record<string, readonly [file: string, mode: number]>> = {
  "probe.mjs": ["probe.mjs", 0o644],
  // Some loaders look only for this name, and load it as CommonJS.
  "probe.js": ["probe.cjs", 0o644],
  "probe.py": ["probe.py", 0o644],
  bootstrap: ["bootstrap.cjs", 0o755],
};

/**
 * The probe as a deployment package for every runtime, made in memory. The bytes are always the same, so that an endpoint recognizes a
 * package that it already has.
 */
export function probeZip(): Uint8Array {
  const probe = Object.entries(FILES).map(([name, [file, mode]]) =>
    entry(name, readFileSync(join(import.meta.dirname, "../probe", file)), mode),
  );
  const others = Object.entries(unstartable).map(([name, text]) =>
    entry(`${name}.js`, Buffer.from(text), 0o644),
  );
  return zipSync(Object.fromEntries([...probe, ...others]), { level: 9, mtime: "1980-01-01", os: 3 });
}

/** With external attributes as a Unix system writes them: the kind of file and its mode. */
function entry(name: string, bytes: Uint8Array, mode: number): [string, Zippable[string]] {
  return [name, [bytes, { attrs: (0o100_000 | mode) << 16 }]];
}
