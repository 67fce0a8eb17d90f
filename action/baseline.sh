#!/usr/bin/env bash
# Finds the baseline: a file, or the report of the last run of this workflow on a branch that left one.
set -euo pipefail

if [ -f "$BASELINE" ]; then
  echo "report=$BASELINE" >>"$GITHUB_OUTPUT"
  exit 0
fi
folder="$RUNNER_TEMP/conformance-baseline"
artifact="conformance-report${SHARD:+-${SHARD/\//-of-}}"
runs=$(gh run list --repo "$GITHUB_REPOSITORY" --workflow "$GITHUB_WORKFLOW" --branch "$BASELINE" --status completed \
  --limit 10 --json databaseId --jq '.[].databaseId')
for run in $runs; do
  rm -rf "$folder"
  if gh run download "$run" --repo "$GITHUB_REPOSITORY" --name "$artifact" --dir "$folder" && [ -f "$folder/report.json" ]; then
    echo "report=$folder/report.json" >>"$GITHUB_OUTPUT"
    exit 0
  fi
done
echo "::notice title=No baseline::No run of this workflow on $BASELINE has left a report yet: every failure counts."
