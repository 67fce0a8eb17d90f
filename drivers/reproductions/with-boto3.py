"""Calls once at the URL that is its first argument, and prints what the caller gets. With `stream`, it calls invoke_with_response_stream."""
import sys

import boto3

client = boto3.client(
    "lambda", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="AKID", aws_secret_access_key="SECRET"
)
try:
    if sys.argv[2:] == ["stream"]:
        for event in client.invoke_with_response_stream(FunctionName="f")["EventStream"]:
            print(event)
    else:
        response = client.invoke(FunctionName="f")
        print(repr(response.get("FunctionError")), response["Payload"].read())
    print("the end, without an error")
except Exception as error:
    status = getattr(error, "response", {}).get("ResponseMetadata", {}).get("HTTPStatusCode")
    print(f"{type(error).__name__}, status {status}: {error}")
