import { AsyncLocalStorage } from "node:async_hooks";
import { logLevels, logLine } from "./node-handler.mjs";

/** What an invocation of a function in this process has to itself, and all code that it calls. */
export interface InProcessScope {
  readonly requestId: string;
  /** What `process.env` is to it. */
  readonly variables: Record<string, string | undefined>;
  /** Takes what it writes to the console, to standard output and to standard error. */
  log(text: string): void;
}

const scopes = new AsyncLocalStorage<InProcessScope>();

/** The environments that are open; while there is none, nothing of the process is changed. */
let open = 0;
let restore: () => void = () => {};
let outer: NodeJS.ProcessEnv = process.env;

/** The environment variables of the process, also for whoever asks within an invocation. */
export function outerVariables(): NodeJS.ProcessEnv {
  return outer;
}

export function runInScope<T>(scope: InProcessScope, run: () => T): T {
  return scopes.run(scope, run);
}

/** Makes console, output and environment variables of the process those of the invocation that uses them. Code outside of invocations notices nothing. */
export function openScopes(): void {
  open += 1;
  if (open > 1) return;
  const restores = [...replaceConsole(), ...replaceOutput(), replaceVariables()];
  restore = () => {
    for (const each of restores) each();
  };
}

export function closeScopes(): void {
  open -= 1;
  if (open === 0) restore();
}

function* replaceConsole(): Generator<() => void> {
  for (const [method, level] of Object.entries(logLevels) as [keyof typeof logLevels, string][]) {
    yield replaced(console, method, (before) => (...parts: unknown[]) => {
      const scope = scopes.getStore();
      if (scope === undefined) before.apply(console, parts);
      else scope.log(logLine(scope.requestId, level, parts));
    });
  }
}

function* replaceOutput(): Generator<() => void> {
  for (const output of [process.stdout, process.stderr]) {
    yield replaced(
      output,
      "write",
      (before) =>
        function write(this: typeof output, ...given: unknown[]): boolean {
          const scope = scopes.getStore();
          if (scope === undefined) return Reflect.apply(before, this, given) as boolean;
          const [chunk] = given;
          scope.log(typeof chunk === "string" ? chunk : Buffer.from(chunk as Uint8Array).toString());
          const done = given.slice(1).find((each) => typeof each === "function");
          if (done !== undefined) process.nextTick(done as () => void);
          return true;
        } as typeof output.write,
    );
  }
}

function replaceVariables(): () => void {
  return replaced(process, "env", (before) => {
    outer = before;
    const current = (): NodeJS.ProcessEnv => scopes.getStore()?.variables ?? before;
    return new Proxy<NodeJS.ProcessEnv>(
      {},
      {
        get: (_, name) => Reflect.get(current(), name),
        set: (_, name, value) => Reflect.set(current(), name, String(value)),
        has: (_, name) => Reflect.has(current(), name),
        deleteProperty: (_, name) => Reflect.deleteProperty(current(), name),
        ownKeys: () => Reflect.ownKeys(current()),
        getOwnPropertyDescriptor: (_, name) => Reflect.getOwnPropertyDescriptor(current(), name),
        defineProperty: (_, name, descriptor) => Reflect.defineProperty(current(), name, descriptor),
      },
    );
  });
}

/** Replaces a member, and gives back what undoes that, unless somebody else has replaced it again. */
function replaced<T extends object, K extends keyof T>(
  owner: T,
  name: K,
  by: (before: T[K]) => T[K],
): () => void {
  const before = owner[name];
  const ours = by(before);
  owner[name] = ours;
  return () => {
    if (owner[name] === ours) owner[name] = before;
  };
}
