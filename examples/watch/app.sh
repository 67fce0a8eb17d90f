#!/usr/bin/env bash
# Calls functions with the AWS CLI, which offers no streams. The endpoint comes from AWS_ENDPOINT_URL_LAMBDA.
set -u
export AWS_PAGER="" AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=3
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT

invoke() { # NAME EVENT [OPTION...]
  printf '%s' "$2" >"$folder/event"
  : >"$folder/result"
  aws lambda invoke --function-name "$1" --payload "fileb://$folder/event" "${@:3}" --output json "$folder/result" 2>&1
  printf 'exit status %s: %s\n' "$?" "$(cat "$folder/result")"
}

invoke probe '{"hello": "world"}'
invoke probe '{"$probe": {"throw": {"type": "OutOfStock", "message": "none left"}}}'
invoke probe '{"order": 7}' --invocation-type Event
invoke absent '{}'
invoke probe-throttled '{}' # the CLI tries it three times
