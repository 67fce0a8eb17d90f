/** The AWS runtimes that run the probe, newest first. When an endpoint refuses one, the next is tried. */
const NODE = ["nodejs24.x", "nodejs22.x", "nodejs20.x", "nodejs18.x"];
const PYTHON = ["python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python3.9"];
/** These run the file `bootstrap` of the package, with the Node.js on the endpoint's path. */
const CUSTOM = ["provided.al2023", "provided.al2"];

/** The languages of the probe. */
export type Family = "node" | "python" | "custom";

export function familyOf(runtime: string): Family {
  if (runtime.startsWith("python")) return "python";
  return runtime.startsWith("provided") ? "custom" : "node";
}

/**
 * The runtimes that may run a function, the requested one first.
 * @param families the families that have its handler, in order of preference
 */
export function runtimesFor(asked: string, families: readonly Family[]): readonly string[] {
  const all = { node: NODE, python: PYTHON, custom: CUSTOM };
  return [...new Set([asked, ...families.flatMap((family) => all[family])])];
}
