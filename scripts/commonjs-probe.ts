/** Writes targets/probe/probe.cjs: the probe as CommonJS, for loaders that take no ES module. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "..", "targets", "probe");

/** Where the probe stands as CommonJS. */
export const commonJsFile: string = join(folder, "probe.cjs");

/** The probe as CommonJS, made of the ES module. Nothing but its imports and exports differs. */
export function commonJsText(): string {
  const names: string[] = [];
  const text = readFileSync(join(folder, "probe.mjs"), "utf8")
    .replace(/^import \{ (.+) \} from (".+");$/gm, (_, members: string, from: string) => {
      return `const { ${members.replaceAll(" as ", ": ")} } = require(${from});`;
    })
    .replace(/^export const (\w+)/gm, (_, name: string) => {
      names.push(name);
      return `const ${name}`;
    });
  return `// Made by \`node scripts/commonjs-probe.ts\` from probe.mjs; a test checks that it is current.
"use strict";
${text}
module.exports = { ${names.join(", ")} };
`;
}

if (import.meta.main) writeFileSync(commonJsFile, commonJsText());
