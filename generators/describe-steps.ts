import type { Bytes } from "./bytes.ts";
import type { CollectStep, InvokeStep, Step } from "./case.ts";

/** The number of characters of one value that are shown. */
const EXCERPT = 80;

/** What the steps of a case do, in words: `Qualifier "$LATEST", payload {"a":1}; then a wait of 200 ms`. */
export function describeSteps(steps: readonly Step[]): string {
  return steps.map(describeStep).join("; then ");
}

function describeStep(step: Step): string {
  if (step.do === "wait") return `a wait of ${step.ms} ms`;
  if (step.do === "collect") return `a count of the executions${within(step)}`;
  return describeCall(step);
}

function within({ withinMs }: CollectStep): string {
  return withinMs === undefined ? "" : `, after at most ${withinMs} ms`;
}

function describeCall({ operation, input, payload, wire, replies }: InvokeStep): string {
  const parts = [
    ...Object.entries(input).map(([name, value]) => `${name} ${excerpt(JSON.stringify(value))}`),
    ...(payload === undefined ? [] : [`payload ${describeBytes(payload)}`]),
    ...Object.entries(wire ?? {}).map(([name, value]) => `${name} ${excerpt(JSON.stringify(value))}`),
    ...(replies === undefined ? [] : [`responses ${excerpt(JSON.stringify(replies))}`]),
  ];
  return `${operation} with ${parts.join(", ")}`;
}

function describeBytes(bytes: Bytes): string {
  if ("json" in bytes) return excerpt(JSON.stringify(bytes.json));
  if ("text" in bytes) return `text ${excerpt(JSON.stringify(bytes.text))}`;
  if ("base64" in bytes) return `base64 ${excerpt(bytes.base64)}`;
  if ("repeat" in bytes) return `${bytes.times} times ${describeBytes(bytes.repeat)}`;
  return `${bytes.concat.length} pieces, the first ${bytes.concat[0] ? describeBytes(bytes.concat[0]) : "empty"}`;
}

function excerpt(text: string): string {
  return text.length <= EXCERPT ? text : `${text.slice(0, EXCERPT)}...`;
}
