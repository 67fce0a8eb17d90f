import { expect, test } from "vitest";
import { view } from "../view/view.ts";
import { CONTROL, controlOf, missingWitness } from "./control.ts";
import type { PerformedCase } from "./perform-case.ts";
import {
  type FakeRequest,
  type FakeResponse,
  likeTheProbe,
  observationOf,
  SOUND,
  specification,
} from "./testing/fake-context.ts";

function performed(respond: (request: FakeRequest) => FakeResponse): PerformedCase {
  const attempt = { ...controlOf(SOUND, specification), life: 0, repeat: 0, nonce: "nonce-1" };
  const observation = observationOf(attempt, (request) => respond({ ...request, index: 0 }));
  return { observation, seen: view(observation, specification) };
}

test("a control has a path and a purpose of its own", () => {
  expect(controlOf(SOUND, specification)).toMatchObject({ path: CONTROL, purpose: "control", twin: false });
});

test("the nonce that the probe returned is a witness", () => {
  expect(missingWitness(performed(likeTheProbe))).toBeUndefined();
});

test.each<[string, (request: FakeRequest) => FakeResponse, string]>([
  ["a constant", () => ({ json: {} }), "200 {}"],
  ["an echo", () => ({ json: { $probe: 1 } }), '200 {"$probe":1}'],
  ["a refusal", () => ({ error: "ResourceNotFoundException" }), "404 ResourceNotFoundException"],
])("%s is none, and is told", (_, respond, got) => {
  const missing = missingWitness(performed(respond));
  expect(missing).toContain(
    `no response shows that the probe ran: the control should return its nonce, but returned ${got}`,
  );
});
