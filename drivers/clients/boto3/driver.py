"""Drives boto3. The optional argument is a retry mode; default: that of boto3."""
import base64
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

MODE = {"mode": sys.argv[1]} if len(sys.argv) > 1 else {}
session = boto3.session.Session()
# Without an argument, the environment or boto3 sets the mode. The default of boto3 may change.
STANDARD = MODE.get("mode", session.client("lambda", region_name="us-east-1").meta.config.retries["mode"]) != "legacy"
METHODS = {"Invoke": "invoke", "InvokeWithResponseStream": "invoke_with_response_stream"}


def perform(call):
    keys = call["credentials"]
    limit = {"total_max_attempts": call["maxAttempts"]} if "maxAttempts" in call else {}
    # A new client for each call, because leftovers of the previous call, such as spent retry tokens, must not affect this one.
    client = session.client(
        "lambda",
        endpoint_url=call["endpoint"],
        region_name=call["region"],
        aws_access_key_id=keys["accessKeyId"],
        aws_secret_access_key=keys["secretAccessKey"],
        aws_session_token=keys.get("sessionToken"),
        config=Config(read_timeout=call["timeoutMs"] / 1000, connect_timeout=5, retries={**MODE, **limit}),
    )
    sent = []
    client.meta.events.register("before-send.lambda", lambda **_: sent.append(True))

    arguments = dict(call["input"])
    if "Payload" in arguments:
        arguments["Payload"] = base64.b64decode(arguments["Payload"])
    output, payload_type = {}, None
    try:
        response = getattr(client, METHODS[call["operation"]])(**arguments)
        body, stream = response.pop("Payload", None), response.pop("EventStream", None)
        del response["ResponseMetadata"]
        output.update(response)
        if body is not None:
            payload_type = type_of(body)
            output["Payload"] = encoded(body.read())
        if stream:
            output["EventStream"] = []
            for event in stream:
                if "PayloadChunk" in event:
                    payload_type = type_of(event["PayloadChunk"]["Payload"])
                    event = {"PayloadChunk": {"Payload": encoded(event["PayloadChunk"]["Payload"])}}
                output["EventStream"].append(event)
        return {"output": output, **({"payloadType": payload_type} if payload_type else {})}
    except ClientError as error:
        told = {**told_by(error.response), "sent": bool(sent)}
    except Exception as error:
        told = {"name": type(error).__name__, "message": str(error), "sent": bool(sent)}
    return {"error": {**told, "partial": output} if output else told}


def told_by(response):
    """The error in a `response`: its Code, its Message, and the members of the modeled error beside them."""
    members = {**response, **response.get("Error", {})}
    for known in ("Error", "ResponseMetadata", "message"):
        members.pop(known, None)
    told = {"name": members.pop("Code", ""), "message": members.pop("Message", ""), "members": members}
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return told if status is None else {**told, "status": status}


def type_of(payload):
    return "stream" if hasattr(payload, "read") else "bytes" if isinstance(payload, bytes) else "text"


def encoded(data):
    return base64.b64encode(data).decode()


features = ["attempts", "durable", "error-members", "error-status", "knows-api", "retries", "tenancy", "timeout"]
features += ["retry-standard"] if STANDARD else []
hello = {
    "driver": "boto3",
    "version": boto3.__version__,
    "operations": list(METHODS),
    "features": [f"client-{feature}" for feature in features],
}
print(json.dumps({"hello": hello}), flush=True)
for line in sys.stdin:
    call = json.loads(line)["call"]
    print(json.dumps({"result": {"id": call["id"], **perform(call)}}), flush=True)
