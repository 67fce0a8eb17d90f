/** The runtimes of AWS that run the probe, newest first: where an endpoint refuses one, the next is offered to it. */
const NODE = ["nodejs24.x", "nodejs22.x", "nodejs20.x", "nodejs18.x"];
const PYTHON = ["python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python3.9"];
/** Runs the file `bootstrap` of the package, with whatever Node.js the endpoint has on its path. */
const CUSTOM = ["provided.al2023", "provided.al2"];

/** The languages of the probe. */
export type Family = "node" | "python" | "custom";

export function familyOf(runtime: string): Family {
  if (runtime.startsWith("python")) return "python";
  return runtime.startsWith("provided") ? "custom" : "node";
}

/**
 * The runtimes that may run a function, the one that it asks for first.
 * @param families in order of preference: those that have its handler
 */
export function runtimesFor(asked: string, families: readonly Family[]): readonly string[] {
  const all = { node: NODE, python: PYTHON, custom: CUSTOM };
  return [...new Set([asked, ...families.flatMap((family) => all[family])])];
}
