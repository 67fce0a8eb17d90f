"""The Python runtime inside an execution environment: it loads one handler and runs one event after another.

python-environment.ts is its other side. It reads one JSON document per line from stdin: first what to load, then one for each
invocation. It writes JSON to file descriptor 3: ["ready"], or ["broken", error] when the handler cannot be loaded. For each
invocation it writes ["log", text] as the function prints, ["memory", kilobytes], and then ["returned", json] or
["failed", error, false].
"""

import importlib
import json
import os
import resource
import sys
import time
import traceback

channel = os.fdopen(3, "w", encoding="utf-8")
root = os.environ["LAMBDA_TASK_ROOT"]


def say(*message):
    channel.write(json.dumps(message) + "\n")
    channel.flush()


class Log:
    """Stands for stdout and stderr."""

    encoding = "utf-8"

    def write(self, text):
        if text:
            say("log", text)
        return len(text)

    def flush(self):
        pass


class Members:
    """An object with the given attributes."""

    def __init__(self, **members):
        self.__dict__.update(members)


class ClientContext:
    __slots__ = ["custom", "env", "client"]

    def __init__(self, told):
        self.custom = told.get("custom")
        self.env = told.get("env")
        self.client = Members(**told["client"]) if isinstance(told.get("client"), dict) else None


def context_of(fixed, invocation):
    told = invocation.get("clientContext")
    return Members(
        aws_request_id=invocation["requestId"],
        invoked_function_arn=invocation["arn"],
        function_name=fixed["functionName"],
        function_version=fixed["functionVersion"],
        memory_limit_in_mb=fixed["memoryLimitInMB"],
        log_group_name=fixed["logGroupName"],
        log_stream_name=fixed["logStreamName"],
        identity=Members(cognito_identity_id=None, cognito_identity_pool_id=None),
        client_context=None if told is None else ClientContext(json.loads(told)),
        tenant_id=invocation.get("tenantId"),
        get_remaining_time_in_millis=lambda: max(0, int(invocation["deadline"] - time.time() * 1000)),
    )


def described(error, request_id, frames):
    """An error as the runtime reports it. The frames are those of the function, in the folder that Lambda uses."""
    mine = [line.replace(root, "/var/task") for line in traceback.format_list(frames)]
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": request_id,
        "stackTrace": mine,
    }


def run(handler, fixed, invocation):
    os.environ["_X_AMZN_TRACE_ID"] = invocation["traceId"]
    request_id = invocation["requestId"]
    failure = None
    try:
        result = handler(json.loads(invocation["payload"]), context_of(fixed, invocation))
    except Exception as error:
        failure = described(error, request_id, traceback.extract_tb(error.__traceback__)[1:])
        print("[ERROR] {}: {}".format(failure["errorType"], failure["errorMessage"]))
    else:
        try:
            text = json.dumps(result, ensure_ascii=False)
        except Exception as error:
            failure = {
                "errorMessage": "Unable to marshal response: {}".format(error),
                "errorType": "Runtime.MarshalError",
                "requestId": request_id,
                "stackTrace": [],
            }
    say("memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    if failure is None:
        say("returned", text)
    else:
        say("failed", json.dumps(failure), False)


def main():
    sys.stdout = sys.stderr = Log()
    order = json.loads(sys.stdin.readline())
    limit = order["memoryMb"] << 20
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    sys.path.insert(0, root)
    try:
        handler = getattr(importlib.import_module(order["module"]), order["handler"])
    except Exception as error:
        failure = described(error, "", [])
        failure["errorType"] = "Runtime.{}".format(
            "ImportModuleError" if isinstance(error, ImportError) else "HandlerNotFound"
        )
        say("broken", json.dumps(failure))
        return
    say("ready")
    for line in sys.stdin:
        run(handler, order["context"], json.loads(line))


main()
