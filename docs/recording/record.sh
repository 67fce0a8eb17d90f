#!/usr/bin/env bash
# Deploys the functions to AWS, asks the open questions of docs/evidence.md, writes FILE, and removes the functions again.
# Usage: docs/recording/record.sh FILE.har [OPTION OF run...]    (docs/recording.md says what it needs and costs)
set -euo pipefail

file=${1:?give the file to write, such as aws-eu-west-1.har}
shift
: "${AWS_REGION:?set AWS_REGION}"
file=$(realpath -- "$file")
cd "$(dirname -- "$0")/../.."

stack=lambda-conformance-recording
# A new name each time, because clauses call version 1 and Lambda never uses the number of a version again.
probe=${PROBE:-conformance-$(date -u +%Y%m%d%H%M%S)}
most_calls=1000

remove() {
  sam delete --stack-name "$stack" --region "$AWS_REGION" --no-prompts
  # Log groups do not belong to the stack: Lambda creates one at the first call of each function.
  aws logs describe-log-groups --region "$AWS_REGION" --log-group-name-prefix "/aws/lambda/$probe" \
    --query 'logGroups[].logGroupName' --output text | tr '\t' '\n' |
    grep -E "^/aws/lambda/$probe(-[a-z-]+)?$" |
    while read -r group; do
      aws logs delete-log-group --region "$AWS_REGION" --log-group-name "$group"
    done || true
}
trap remove EXIT

npm run build
sam deploy --template-file docs/sam/template.yaml --stack-name "$stack" --region "$AWS_REGION" \
  --parameter-overrides "ProbeName=$probe" --capabilities CAPABILITY_IAM --resolve-s3 \
  --no-confirm-changeset --no-fail-on-empty-changeset

role=$(aws cloudformation describe-stacks --region "$AWS_REGION" --stack-name "$stack" \
  --query "Stacks[0].Outputs[?OutputKey=='CallerRole'].OutputValue" --output text)
read -r id secret token < <(aws sts assume-role --role-arn "$role" --role-session-name recording \
  --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)

# This looks for clauses that AWS does not keep, so status 1 is not an error here.
status=0
AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$secret AWS_SESSION_TOKEN=$token \
  npx node cli.ts run --config docs/recording/questions.json --allow-remote \
  --endpoint "${LAMBDA_ENDPOINT:-https://lambda.$AWS_REGION.amazonaws.com}" --region "$AWS_REGION" --function "$probe" \
  --max-calls "$most_calls" --min-coverage 0 --record "$file" "$@" || status=$?
echo "Look at $file, then: npx node cli.ts recordings add $file --function $probe --by YOU"
[ "$status" -le 1 ] || exit "$status"
