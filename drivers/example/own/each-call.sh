#!/bin/sh
# Runs a command once for each call in calls.txt: each-call.sh COMMAND [ARGUMENT]...
# It leaves out streams. It also leaves out calls that set a number of attempts, because the command sets its own.
grep '^{"call"' calls.txt | grep '"operation":"Invoke"' | grep -v '/limit-\|/last-error' | while read -r line; do
  value() { printf '%s' "$line" | sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/"; }
  AWS_ENDPOINT_URL_LAMBDA=$(value endpoint) AWS_REGION=$(value region) AWS_DEFAULT_REGION=$(value region) \
    AWS_ACCESS_KEY_ID=$(value accessKeyId) AWS_SECRET_ACCESS_KEY=$(value secretAccessKey) "$@" </dev/null
done
