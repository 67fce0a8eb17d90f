import { type Answered, type InvokedTarget, invokeFunction, saysOf } from "./invoke-function.ts";

/** How many invocations of one function an endpoint serves at once. */
export interface ConcurrencyFinding {
  /** The largest number of concurrent invocations that all succeeded; 1 when not even 2 did. */
  readonly atOnce: number;
  readonly says: string;
}

const STEPS = [2, 4, 8, 16];
/** How long each invocation takes, in ms. */
const WORK_MS = 300;

/** Invokes a function that works for `WORK_MS`: 2 invocations at once, then more, until one of them fails. */
export async function checkConcurrency(target: InvokedTarget, name: string): Promise<ConcurrencyFinding> {
  const call = (): Promise<Answered> =>
    invokeFunction(target, { name, event: { $probe: { sleep: { ms: WORK_MS }, return: { value: 1 } } } });
  let atOnce = 1;
  let order = "";
  for (const calls of STEPS) {
    const answered = await Promise.allSettled(Array.from({ length: calls }, call));
    const faults = answered.flatMap((one) =>
      one.status === "rejected" ? String(one.reason.message) : faultOf(one.value),
    );
    if (faults.length > 0) {
      return {
        atOnce,
        says: `${faults.length} of ${calls} concurrent calls fail: ${faults[0]}${order}`,
      };
    }
    const slowest = Math.max(...answered.map((one) => (one.status === "fulfilled" ? one.value.ms : 0)));
    // A slow response alone proves nothing, because cold starts are slow too. Invocations in sequence take at least the sum of their work.
    if (calls === 4)
      order = slowest > calls * WORK_MS && (await inRow(call)) ? "; they run one after another" : "";
    atOnce = calls;
  }
  return { atOnce, says: `serves ${atOnce} concurrent calls${order}` };
}

/** Whether 4 concurrent invocations of a warm function take as long as 4 in sequence. */
async function inRow(call: () => Promise<Answered>): Promise<boolean> {
  const answered = await Promise.all(Array.from({ length: 4 }, call));
  return Math.max(...answered.map(({ ms }) => ms)) > 4 * WORK_MS;
}

function faultOf(answered: Answered): string[] {
  const isServed = answered.status === 200 && answered.headers.get("x-amz-function-error") === null;
  return isServed ? [] : [saysOf(answered)];
}
