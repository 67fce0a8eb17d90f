#!/usr/bin/env python3
import base64
import json
import sys

import botocore
import botocore.session
from botocore.config import Config

for line in sys.stdin:
    if not line.startswith('{"call"'):
        continue
    call = json.loads(line)["call"]
    keys = call["credentials"]
    given = dict(call["input"])
    if "Payload" in given:
        given["Payload"] = base64.b64decode(given["Payload"])
    retries = {"total_max_attempts": call["maxAttempts"]} if "maxAttempts" in call else None
    client = botocore.session.Session().create_client(
        "lambda",
        endpoint_url=call["endpoint"],
        region_name=call["region"],
        aws_access_key_id=keys["accessKeyId"],
        aws_secret_access_key=keys["secretAccessKey"],
        aws_session_token=keys.get("sessionToken"),
        config=Config(read_timeout=call["timeoutMs"] / 1000, retries=retries),
    )
    try:
        client.invoke(**given)["Payload"].read()
    except Exception as error:
        print(call["id"], error)
