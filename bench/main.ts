/** `npm run bench -- NAME`: runs the benchmark bench/NAME.ts. */
import { readdirSync } from "node:fs";

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && file !== "main.ts")
  .map((file) => file.slice(0, -3));
const [name = ""] = process.argv.splice(2, 1);
if (names.includes(name)) {
  await import(`./${name}.ts`);
} else {
  console.error(`there is no benchmark "${name}": give one of ${names.join(", ")}`);
  process.exitCode = 2;
}
