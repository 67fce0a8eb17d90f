import type { Environment, EnvironmentSettings } from "./environment.ts";
import { InProcessEnvironment } from "./in-process-environment.ts";
import { NodeEnvironment, type NodeHandler } from "./node-environment.ts";
import { PythonEnvironment, type PythonHandler } from "./python-environment.ts";

/** The code of a version of a function, and where it runs. */
export interface FunctionCode {
  /** Its handler as the configuration of a function names it: `module.export`. */
  readonly handler: string;
  /** Megabytes that an environment for it takes, whatever runs in it. With 0, the number of environments is not limited. */
  readonly environmentMb: number;
  start(settings: EnvironmentSettings): Environment;
}

/** Megabytes of a worker thread or of a process. */
const ENVIRONMENT_MB = 11;

export function nodeCode(code: NodeHandler): FunctionCode {
  return {
    handler: `${code.module}.${code.handler}`,
    environmentMb: ENVIRONMENT_MB,
    start: (settings) => new NodeEnvironment(code, settings),
  };
}

export function pythonCode(code: PythonHandler): FunctionCode {
  return {
    handler: `${code.module}.${code.handler}`,
    environmentMb: ENVIRONMENT_MB,
    start: (settings) => new PythonEnvironment(code, settings),
  };
}

export function inProcessCode(handler: (...args: never[]) => unknown): FunctionCode {
  return {
    handler: "index.handler",
    environmentMb: 0,
    start: (settings) => new InProcessEnvironment(handler, settings),
  };
}
