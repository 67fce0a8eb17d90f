/** Writes targets/probe/probe.cjs: the probe as CommonJS, for loaders without support for ES modules. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "..", "targets", "probe");

/** Path of the CommonJS probe. */
export const commonJsFile: string = join(folder, "probe.cjs");

/** The probe as CommonJS, made from the ES module. Only its imports and exports differ. */
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
