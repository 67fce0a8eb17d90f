"""Drives aiobotocore. It needs its own virtual environment, because it pins botocore to an older version than boto3 uses."""
import asyncio
import base64
import json
import sys

import aiobotocore
import botocore
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.exceptions import ClientError

session = get_session()
METHODS = {"Invoke": "invoke", "InvokeWithResponseStream": "invoke_with_response_stream"}


async def perform(call):
    keys = call["credentials"]
    limit = {"retries": {"total_max_attempts": call["maxAttempts"]}} if "maxAttempts" in call else {}
    arguments = dict(call["input"])
    if "Payload" in arguments:
        arguments["Payload"] = base64.b64decode(arguments["Payload"])
    sent, output, payload_type = [], {}, None
    try:
        # A new client for each call, because leftovers of the previous call, such as spent retry tokens, must not affect this one.
        async with session.create_client(
            "lambda",
            endpoint_url=call["endpoint"],
            region_name=call["region"],
            aws_access_key_id=keys["accessKeyId"],
            aws_secret_access_key=keys["secretAccessKey"],
            aws_session_token=keys.get("sessionToken"),
            config=AioConfig(read_timeout=call["timeoutMs"] / 1000, connect_timeout=5, **limit),
        ) as client:
            client.meta.events.register("before-send.lambda", lambda **_: sent.append(True))
            response = await getattr(client, METHODS[call["operation"]])(**arguments)
            body, stream = response.pop("Payload", None), response.pop("EventStream", None)
            del response["ResponseMetadata"]
            output.update(response)
            if body is not None:
                payload_type = type_of(body)
                output["Payload"] = encoded(await body.read())
            if stream:
                output["EventStream"] = []
                async for event in stream:
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


async def main():
    features = ["attempts", "durable", "error-members", "error-status", "knows-api", "retries", "tenancy", "timeout"]
    async with session.create_client("lambda", region_name="us-east-1") as client:
        features += ["retry-standard"] if client.meta.config.retries["mode"] != "legacy" else []
    hello = {
        "driver": "aiobotocore",
        "version": f"{aiobotocore.__version__} (botocore {botocore.__version__})",
        "operations": list(METHODS),
        "features": [f"client-{feature}" for feature in features],
    }
    print(json.dumps({"hello": hello}), flush=True)
    for line in sys.stdin:
        call = json.loads(line)["call"]
        print(json.dumps({"result": {"id": call["id"], **await perform(call)}}), flush=True)


asyncio.run(main())
