import { AsyncLocalStorage } from "node:async_hooks";
import { logLevels, logLine } from "./node-handler.mjs";

/** What one invocation in this process has to itself, together with all code that it calls. */
export interface InProcessScope {
  readonly requestId: string;
  /** What the invocation sees as `process.env`. */
  readonly variables: Record<string, string | undefined>;
  /** Receives what the invocation writes to the console, to standard output and to standard error. */
  log(text: string): void;
}

const scopes = new AsyncLocalStorage<InProcessScope>();

/** The number of open environments. While it is 0, the process is unchanged. */
let open = 0;
let restore: () => void = () => {};
let outer: NodeJS.ProcessEnv = process.env;

/** The environment variables of the process, even when an invocation asks for them. */
export function outerVariables(): NodeJS.ProcessEnv {
  return outer;
}

export function runInScope<T>(scope: InProcessScope, run: () => T): T {
  return scopes.run(scope, run);
}

/** Gives each invocation its own console, output and environment variables. Code outside invocations notices no difference. */
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

/**
 * Replaces a member.
 * @returns a function that undoes it, unless somebody else has replaced the member since
 */
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
