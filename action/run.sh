#!/usr/bin/env bash
# Runs the judge and sets the outputs of the action. It exits with 0 whatever the findings: the last step exits with the status.
set -euo pipefail

arguments=(run --seed "$SEED" --out "$OUT" --report github --report junit --report html --report badge --no-color)
[ -z "$ENDPOINT" ] || arguments+=(--endpoint "$ENDPOINT")
[ -z "$TARGET" ] || arguments+=(--target "$TARGET")
[ -z "$CLIENT" ] || arguments+=(--client "$CLIENT")
[ -z "$DEVIATIONS" ] || arguments+=(--deviations "$DEVIATIONS")
[ -z "$BASELINE" ] || arguments+=(--baseline "$BASELINE")
[ -z "$CLAUSES_OF" ] || arguments+=(--clauses-of "$CLAUSES_OF")
[ -z "$SHARD" ] || arguments+=(--shard "$SHARD")
[ "$SUMMARY" != true ] || arguments+=(--report "markdown:$GITHUB_STEP_SUMMARY")
# The input is written as on a command line: words in quotes stay together, but nothing in it is executed.
if [ -n "$OPTIONS" ]; then
  while IFS= read -r -d '' word; do arguments+=("$word"); done < <(xargs printf '%s\0' <<<"$OPTIONS")
fi

status=0
# shellcheck disable=SC2086 # the command is words
${LAMBDA_CONFORMANCE:-npx --yes "lambda-conformance@$VERSION"} "${arguments[@]}" || status=$?
{
  echo "status=$status"
  [ ! -f "$OUT/report.json" ] || echo "report=$OUT/report.json"
  [ ! -f "$OUT/badge.json" ] || echo "badge=$OUT/badge.json"
  echo "artifact=conformance-report${SHARD:+-${SHARD/\//-of-}}"
} >>"$GITHUB_OUTPUT"
