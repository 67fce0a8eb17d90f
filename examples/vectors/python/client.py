"""A client of Invoke without an SDK, and the driver that lets judge_client.py call it. Put your own client in its place."""
import base64
import http.client
import json
import sys
from urllib.parse import quote, urlsplit

FIELDS = {
    "InvocationType": "X-Amz-Invocation-Type",
    "LogType": "X-Amz-Log-Type",
    "ClientContext": "X-Amz-Client-Context",
}


class ServiceError(Exception):
    """The service refused the call."""

    def __init__(self, name, message, status):
        super().__init__(message)
        self.name, self.status = name, status


def invoke(endpoint, timeout, FunctionName, Payload=b"", Qualifier=None, **others):
    """The output of a call by the names of the model. It is not signed, and never made again."""
    connection = http.client.HTTPConnection(urlsplit(endpoint).netloc, timeout=timeout)
    query = "" if Qualifier is None else f"?Qualifier={quote(Qualifier, safe='')}"
    path = f"/2015-03-31/functions/{quote(FunctionName, safe='')}/invocations{query}"
    try:
        connection.request("POST", path, Payload, {FIELDS[name]: value for name, value in others.items()})
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()

    def header(name):
        value = response.getheader(name)
        return value and value.strip()

    if response.status >= 300:
        raise error_of(response.status, header("X-Amzn-ErrorType"), body)
    return {
        "StatusCode": response.status,
        "FunctionError": header("X-Amz-Function-Error"),
        "LogResult": header("X-Amz-Log-Result"),
        "ExecutedVersion": header("X-Amz-Executed-Version"),
        "Payload": body,
    }


def error_of(status, name, body):
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    told = told if isinstance(told, dict) else {}
    name = name or told.get("__type") or told.get("code") or ""
    return ServiceError(name.split(":")[0].split("#")[-1], told.get("message") or told.get("Message") or "", status)


def perform(call):
    given = dict(call["input"])
    if "Payload" in given:
        given["Payload"] = base64.b64decode(given["Payload"])
    try:
        output = invoke(call["endpoint"], call["timeoutMs"] / 1000, **given)
        return {"output": {**output, "Payload": base64.b64encode(output["Payload"]).decode()}}
    except ServiceError as error:
        return {"error": {"name": error.name, "message": str(error), "status": error.status, "sent": True}}
    except Exception as error:
        return {"error": {"name": type(error).__name__, "message": str(error), "sent": not isinstance(error, TypeError)}}


features = ["client-attempts", "client-error-status", "client-knows-api", "client-timeout"]
print(json.dumps({"hello": {"driver": "client", "version": "1", "operations": ["Invoke"], "features": features}}), flush=True)
for line in sys.stdin:
    call = json.loads(line)["call"]
    print(json.dumps({"result": {"id": call["id"], **perform(call)}}), flush=True)
