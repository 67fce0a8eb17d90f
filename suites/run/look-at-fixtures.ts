import type { Driver } from "../../drivers/driver.ts";
import type { InvokeStep } from "../../generators/case.ts";
import type { Fixture } from "../../specs/fixture.ts";
import type { Specification } from "../../specs/specification.ts";
import { describeResponse } from "../judge/describe-response.ts";
import { throttling } from "../judge/throttling.ts";
import { type View, view } from "../view/view.ts";
import { holdsMark } from "./holds-mark.ts";

/** What a fixture returned, and whether it contains the mark of the probe. */
interface Look {
  readonly seen: View;
  readonly marked: boolean;
}

interface How {
  readonly input?: InvokeStep["input"];
  /** Whether a function that does not exist is called first, for comparison. */
  readonly afterUnknown?: true;
  /** Whether the fixture is what it should be. Default: the probe describes itself. */
  readonly fits?: (look: Look, specification: Specification) => boolean;
}

const answers = ({ marked }: Look): boolean => marked;

/** The fixture exists and is not the probe: a function that cannot start fails, but not as a function that does not exist. */
const cannotStart: How = {
  afterUnknown: true,
  fits: ({ seen, marked }) => {
    const [unknown] = seen.calls;
    return !marked && (seen.status !== unknown?.status || seen.error?.code !== unknown?.error?.code);
  },
};

/** Fixtures that need more than a description of the probe. */
const HOW: Readonly<Record<string, How>> = {
  throttled: { fits: ({ seen }, specification) => throttling(seen, specification) !== undefined },
  tenancy: { input: { TenantId: "blue" } },
  // Its handler unwraps the event of a durable execution, and fails on any other event.
  durable: { input: { Qualifier: "$LATEST" } },
  "no-handler": cannotStart,
  "no-module": cannotStart,
  "syntax-error": cannotStart,
  "throws-at-load": cannotStart,
};

/**
 * Calls the fixtures that nobody declared, all at once, before clauses are judged with them.
 * @returns for each feature whose fixture is missing or not what it should be, what came instead, in words
 */
export async function lookAtFixtures(
  fixtures: readonly Fixture[],
  driver: Driver,
  specification: Specification,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const unfit = new Map<string, string>();
  await Promise.all(
    fixtures.map(async (fixture) => {
      const { feature, name = "", qualifier } = fixture;
      const { input, afterUnknown, fits = answers }: How = HOW[feature] ?? {};
      const step: InvokeStep = {
        do: "invoke",
        operation: fixture.handler === "probe.stream" ? "InvokeWithResponseStream" : "Invoke",
        input: { FunctionName: name, ...(qualifier !== undefined && { Qualifier: qualifier }), ...input },
        payload: { json: { $probe: { describe: true, nonce: "{nonce}" } } },
      };
      const unknown: InvokeStep = { ...step, input: { FunctionName: "{function}-{nonce}" } };
      const steps = afterUnknown ? [unknown, step] : [step];
      const observation = await driver.perform(steps, `look-at-${feature}`, signal);
      const call = observation.calls.at(-1);
      const { reply, failure } = call?.exchanges[0] ?? {};
      const seen = view(observation, specification);
      if (fits({ seen, marked: reply !== undefined && holdsMark(reply) }, specification)) return;
      const named = [call?.input["FunctionName"], qualifier].filter(Boolean).join(":");
      unfit.set(feature, `${named} responds with ${failure?.says ?? describeResponse(seen)}`);
    }),
  );
  return unfit;
}
