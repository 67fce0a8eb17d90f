import { expect, test } from "vitest";
import { givenSecrets } from "../../wire/secrets.ts";
import { controlOf } from "../judge/control.ts";
import {
  type FakeResponse,
  likeTheProbe,
  observationOf,
  SOUND,
  specification,
} from "../judge/testing/fake-context.ts";
import type { Verdict } from "../judge/verdict.ts";
import { view } from "../view/view.ts";
import type { RunEvent } from "./run-event.ts";
import { type PublisherOptions, RunPublisher } from "./run-publisher.ts";
import { failedToJudge } from "./verdicts-without-cases.ts";

const attempt = { ...controlOf(SOUND, specification), life: 0, repeat: 0, nonce: "nonce-1" };
const FAILED: Verdict = {
  ...failedToJudge(SOUND, "it said tok-secret-1"),
  outcome: "fail",
  failure: { why: "", case: attempt.case, exchanges: [], violations: [], shrinks: 0, replay: "" },
};

function publisherOf(more: Partial<PublisherOptions> = {}): { publisher: RunPublisher; events: RunEvent[] } {
  const events: RunEvent[] = [];
  const publisher = new RunPublisher({
    send: (event) => events.push(event),
    specification: { ...specification, clauses: [SOUND] },
    deviations: [],
    version: undefined,
    secrets: givenSecrets(["tok-secret-1"]),
    ...more,
  });
  return { publisher, events };
}

function observe(publisher: RunPublisher, response?: FakeResponse): void {
  const observation = observationOf(attempt, (request) => response ?? likeTheProbe({ ...request, index: 0 }));
  publisher.observed(attempt, observation, view(observation, specification));
}

function footerOf(events: readonly RunEvent[]): Extract<RunEvent, { type: "run-finished" }>["footer"] {
  const last = events.at(-1);
  if (last?.type !== "run-finished") throw new Error("there is no footer");
  return last.footer;
}

test("secrets stand in no event", () => {
  const { publisher, events } = publisherOf();
  observe(publisher, { json: "tok-secret-1", headers: { "x-token": "tok-secret-1" } });
  publisher.verdict(FAILED);
  expect(events.map(({ type }) => type)).toEqual(["exchange", "verdict"]);
  const [exchange] = events;
  const reply = exchange?.type === "exchange" ? exchange.exchange.reply : undefined;
  expect(Buffer.from(reply?.body ?? []).toString()).not.toContain("secret");
  expect(JSON.stringify(events)).not.toContain("secret");
});

test("the footer counts exchanges and tells the errors that were seen", () => {
  const { publisher, events } = publisherOf();
  observe(publisher);
  observe(publisher, { error: "ResourceNotFoundException" });
  publisher.finished({ ended: "completed" }, 12, true);
  const { errors, ...footer } = footerOf(events);
  expect(footer).toEqual({ ended: "completed", durationMs: 12, exchanges: 2, staleDeviations: [] });
  expect(errors.filter(({ outcome }) => outcome !== "not seen")).toEqual([
    expect.objectContaining({ code: "ResourceNotFoundException", outcome: "observed", clause: SOUND.id }),
  ]);
});

test("a known failure is covered; one that no longer fails is stale, unless only one case was performed", () => {
  const deviations = [{ clause: SOUND.id, reason: "known" }];
  const { publisher, events } = publisherOf({ deviations });
  publisher.verdict(FAILED);
  expect(events.at(-1)).toMatchObject({ verdict: { deviation: "known" } });
  publisher.verdict({ ...FAILED, outcome: "pass" });
  publisher.finished({ ended: "completed" }, 1, true);
  expect(footerOf(events).staleDeviations).toEqual([{ clause: SOUND.id, says: "no longer fails" }]);
  publisher.finished({ ended: "completed" }, 1, false);
  expect(footerOf(events).staleDeviations).toEqual([]);
});

test.each([
  ["1.9", "known"],
  ["2.0", undefined],
])("a deviation counts for the versions that it names: version %s", (version, deviation) => {
  const deviations = [{ clause: SOUND.id, reason: "known", versions: ["1.*"] }];
  const { publisher, events } = publisherOf({ deviations, version });
  publisher.verdict(FAILED);
  const [told] = events;
  expect(told?.type === "verdict" && told.verdict.deviation).toBe(deviation);
});
