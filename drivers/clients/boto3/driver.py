"""Drives boto3: reads calls and writes results, one JSON object a line (specs/schema/driver-protocol.json)."""
import base64
import json
import sys

import boto3
import botocore
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

OPERATIONS = {"Invoke": "invoke", "InvokeWithResponseStream": "invoke_with_response_stream"}
session = boto3.session.Session()


def write(line):
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def encoded(data):
    return base64.b64encode(data).decode()


def client_for(call):
    """A client of its own for each call, as nothing of the call before is to be left."""
    keys = call["credentials"]
    retries = {"retries": {"total_max_attempts": call["maxAttempts"]}} if "maxAttempts" in call else {}
    return session.client(
        "lambda",
        endpoint_url=call["endpoint"],
        region_name=call["region"],
        aws_access_key_id=keys["accessKeyId"],
        aws_secret_access_key=keys["secretAccessKey"],
        aws_session_token=keys.get("sessionToken"),
        config=Config(read_timeout=call["timeoutMs"] / 1000, connect_timeout=5, **retries),
    )


def perform(call):
    arguments = dict(call["input"])
    if "Payload" in arguments:
        arguments["Payload"] = base64.b64decode(arguments["Payload"])
    output, events = {}, []
    try:
        reply = getattr(client_for(call), OPERATIONS[call["operation"]])(**arguments)
        output.update(
            {name: value for name, value in reply.items() if name not in ("ResponseMetadata", "Payload", "EventStream")}
        )
        if "EventStream" in reply:
            output["EventStream"] = events
            for event in reply["EventStream"]:
                if "PayloadChunk" in event:
                    event = {"PayloadChunk": {"Payload": encoded(event["PayloadChunk"]["Payload"])}}
                events.append(event)
        elif "Payload" in reply:
            output["Payload"] = encoded(reply["Payload"].read())
        return {"output": output}
    except ClientError as error:
        response = error.response
        shown = dict(response.get("Error", {}))
        code, message = shown.pop("Code", ""), shown.pop("Message", "")
        kept = {name: value for name, value in response.items() if name not in ("Error", "ResponseMetadata")}
        found = {
            "name": str(code),
            "message": message,
            # Members of the error's shape, those that the parser puts beside Code and Message included.
            "members": {**shown, **{name: value for name, value in kept.items() if name.lower() != "message"}},
            "sent": True,
        }
        status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if status is not None:
            found["status"] = status
    except Exception as error:  # whatever a client raises is what its caller gets
        found = {"name": type(error).__name__, "message": str(error), "sent": not refused(error)}
    if output:
        found["partial"] = output
    return {"error": found}


def refused(error):
    return isinstance(error, botocore.exceptions.ParamValidationError) or not isinstance(error, BotoCoreError)


model = session.client("lambda", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b").meta.service_model
members = model.operation_model("Invoke").input_shape.members
write(
    {
        "hello": {
            "driver": "boto3",
            "version": f"{boto3.__version__} (botocore {botocore.__version__})",
            "operations": [name for name in OPERATIONS if name in model.operation_names],
            "features": ["client-attempts", "client-error-members", "client-error-status", "client-retries", "client-timeout"]
            + (["client-tenancy"] if "TenantId" in members else [])
            + (["client-durable"] if "DurableExecutionName" in members else []),
        }
    }
)
for line in sys.stdin:
    call = json.loads(line)["call"]
    write({"result": {"id": call["id"], **perform(call)}})
