import type { Exchange } from "../../wire/exchange.ts";
import { redact, redactText } from "../../wire/redact.ts";
import { isSecretName } from "../../wire/secret-names.ts";
import { type Secrets, secretsIn, withSecrets } from "../../wire/secrets.ts";
import type { Verdict, Violation } from "../judge/verdict.ts";
import type { RunEvent, RunEvidence } from "./run-event.ts";

/** The event without secrets, both in its exchanges and in every text that may quote a target or an error. */
export function redactEvent(event: RunEvent, secrets: Secrets): RunEvent {
  const safe = (text: string): string => redactText(text, secrets);
  switch (event.type) {
    case "clause-started":
      return event;
    case "exchange": {
      const { type, clause, exchange } = event;
      let redacted: Exchange | undefined;
      return {
        type,
        clause,
        // Redact late, because few consumers of events read exchanges and hiding secrets in megabytes is slow.
        get exchange() {
          redacted ??= redact(exchange, secrets);
          return redacted;
        },
      };
    }
    case "notice":
      return { ...event, says: safe(event.says) };
    case "run-started": {
      const { subject } = event.run;
      const { name, version, probe } = subject;
      return {
        ...event,
        run: {
          ...event.run,
          subject: {
            ...subject,
            name: safe(name),
            ...(version !== undefined && { version: safe(version) }),
            ...(probe && { probe: { ...probe, says: safe(probe.says) } }),
          },
        },
      };
    }
    case "evidence":
      return { ...event, evidence: redactEvidence(event.evidence, safe) };
    case "verdict":
      return { ...event, verdict: redactVerdict(event.verdict, secrets) };
    case "run-finished": {
      const { because } = event.footer;
      return because === undefined
        ? event
        : { ...event, footer: { ...event.footer, because: safe(because) } };
    }
  }
}

function redactEvidence(evidence: RunEvidence, safe: (text: string) => string): RunEvidence {
  const seen = Object.entries(evidence.seen).map(([id, { answers, ...findings }]) => [
    id,
    { ...findings, ...(answers && { answers: safeAnswers(answers, safe) }) },
  ]);
  return { ...evidence, seen: Object.fromEntries(seen) };
}

function safeAnswers(
  answers: NonNullable<Verdict["answers"]>,
  safe: (text: string) => string,
): NonNullable<Verdict["answers"]> {
  return Object.fromEntries(Object.entries(answers).map(([answer, times]) => [safe(answer), times]));
}

/** The texts of a verdict that quote replies are redacted like the bytes of the replies. */
function redactVerdict(verdict: Verdict, given: Secrets): Verdict {
  const { because, answers, failure } = verdict;
  const secrets = withSecrets(given, failure?.exchanges.flatMap(secretsIn) ?? []);
  const safe = (text: string): string => redactText(text, secrets);
  return {
    ...verdict,
    ...(because !== undefined && { because: safe(because) }),
    ...(answers && { answers: safeAnswers(answers, safe) }),
    ...(failure && {
      failure: {
        ...failure,
        exchanges: failure.exchanges.map((exchange) => redact(exchange, secrets)),
        violations: failure.violations.map((violation) => redactViolation(violation, safe)),
      },
    }),
  };
}

function redactViolation({ says, expected, actual }: Violation, safe: (text: string) => string): Violation {
  // The name of a secret header is in `says`, but its value is in `actual`.
  const named = isSecretName(/[\w-]+(?=\W*$)/.exec(says)?.[0] ?? "");
  const value = (text: string): string =>
    named ? text.replace(/[^\s"]{4,}/g, (word) => "*".repeat(word.length)) : text;
  return { says, expected: safe(expected), actual: value(safe(actual)) };
}
