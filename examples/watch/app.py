"""Calls functions with boto3. The endpoint comes from AWS_ENDPOINT_URL_LAMBDA."""
import json

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

client = boto3.client("lambda", config=Config(retries={"mode": "standard", "total_max_attempts": 3}))


def call(operation, name, event, **options):
    try:
        reply = operation(FunctionName=name, Payload=json.dumps(event), **options)
        print(reply["StatusCode"], reply.get("FunctionError"))
        print(*(reply.get("EventStream") or [reply["Payload"].read()]), sep="\n")
    except ClientError as error:
        print(error)


failing = {"$probe": {"throw": {"type": "OutOfStock", "message": "none left"}}}
ticking = {"$probe": {"stream": {"chunks": [{"text": "tick ", "times": 3, "pauseMs": 50}]}}}
call(client.invoke, "probe", {"hello": "world"})
call(client.invoke, "probe", failing)
call(client.invoke, "probe", {"order": 7}, InvocationType="Event")
call(client.invoke, "absent", {})
call(client.invoke, "probe-throttled", {})  # boto3 tries it three times
call(client.invoke_with_response_stream, "probe-stream", ticking)
call(client.invoke_with_response_stream, "probe-stream", failing)
