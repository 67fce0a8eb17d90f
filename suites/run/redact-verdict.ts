import { redact, redactText } from "../../wire/redact.ts";
import type { Verdict } from "../judge/verdict.ts";

/** A verdict without secrets: what it tells of replies in words goes out as their bytes do. */
export function redactVerdict(verdict: Verdict, secrets: readonly string[]): Verdict {
  const { because, answers, failure } = verdict;
  const safe = (text: string): string => redactText(text, secrets);
  return {
    ...verdict,
    ...(because !== undefined && { because: safe(because) }),
    ...(answers && {
      answers: Object.fromEntries(Object.entries(answers).map(([answer, times]) => [safe(answer), times])),
    }),
    ...(failure && {
      failure: {
        ...failure,
        exchanges: failure.exchanges.map((exchange) => redact(exchange, secrets)),
        violations: failure.violations.map(({ says, expected, actual }) => ({
          says,
          expected: safe(expected),
          actual: safe(actual),
        })),
      },
    }),
  };
}
