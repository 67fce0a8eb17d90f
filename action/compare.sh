#!/usr/bin/env bash
# Reports what changed against the baseline. On a pull request, it writes one comment, which each run replaces.
set -euo pipefail

[ -n "$REPORT" ] || exit 0
tool=${LAMBDA_CONFORMANCE:-npx --yes "lambda-conformance@$VERSION"}
body="$RUNNER_TEMP/conformance-comment.md"
mark="<!-- lambda-conformance${SHARD:+ $SHARD} -->"
# diff exits with 1 if something newly fails.
{
  echo "$mark"
  $tool diff "$BASELINE" "$REPORT" --report markdown || [ $? = 1 ]
} >"$body"
count=$({ $tool diff "$BASELINE" "$REPORT" --report json || [ $? = 1 ]; } |
  node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).failing.filter(({ counts }) => counts).length')
echo "newly-failing=$count" >>"$GITHUB_OUTPUT"

[ "$COMMENT" = true ] && [ -n "$PULL_REQUEST" ] || exit 0
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
known=$(gh api --paginate "$comments" --jq ".[] | select(.body | startswith(\"$mark\")) | .id" | head -n 1) || known=
# A run of a fork may not write comments. Then the log shows what changed.
if [ -n "$known" ]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" --field "body=@$body" --silent || cat "$body"
else
  gh api --method POST "$comments" --field "body=@$body" --silent || cat "$body"
fi
