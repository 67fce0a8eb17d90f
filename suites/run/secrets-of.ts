import type { StartedTarget } from "../../targets/target.ts";
import { givenSecrets, type Secrets } from "../../wire/secrets.ts";
import type { RunOptions } from "./run-options.ts";

/** Texts that no event of a run may contain. A header that a user adds to every request may be a token, whatever its name. */
export function secretsOf(
  { credentials, unprivileged }: Pick<StartedTarget, "credentials" | "unprivileged">,
  headers?: RunOptions["headers"],
): Secrets {
  const texts = [credentials, unprivileged ?? {}].flatMap((its): (string | undefined)[] =>
    Object.values(its),
  );
  return givenSecrets(texts, headers);
}
