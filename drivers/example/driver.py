#!/usr/bin/env python3
import base64
import json
import sys

import botocore
import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError


def write(line):
    print(json.dumps(line), flush=True)


def client_for(call):
    keys = call["credentials"]
    retries = {"total_max_attempts": call["maxAttempts"]} if "maxAttempts" in call else None
    return session.create_client(
        "lambda",
        endpoint_url=call["endpoint"],
        region_name=call["region"],
        aws_access_key_id=keys["accessKeyId"],
        aws_secret_access_key=keys["secretAccessKey"],
        aws_session_token=keys.get("sessionToken"),
        config=Config(read_timeout=call["timeoutMs"] / 1000, retries=retries),
    )


def perform(call):
    given = dict(call["input"])
    if "Payload" in given:
        given["Payload"] = base64.b64decode(given["Payload"])
    try:
        output = client_for(call).invoke(**given)
        del output["ResponseMetadata"]
        output["Payload"] = base64.b64encode(output["Payload"].read()).decode()
        return {"output": output}
    except ClientError as error:
        told = error.response["Error"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return {"error": {"name": told["Code"], "message": told["Message"], "status": status, "sent": True}}
    except Exception as error:
        return {"error": {"name": type(error).__name__, "message": str(error), "sent": False}}


session = botocore.session.Session()
features = ["client-attempts", "client-error-status", "client-knows-api", "client-retries", "client-timeout"]
write({"hello": {"driver": "example", "version": botocore.__version__, "operations": ["Invoke"], "features": features}})
for line in sys.stdin:
    call = json.loads(line)["call"]
    write({"result": {"id": call["id"], **perform(call)}})
