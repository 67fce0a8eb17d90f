"""The probe of lambda-conformance: the function that is deployed into an endpoint so that its clauses can be tested.

docs/probe.md describes its protocol; probe.mjs speaks the same protocol. It needs Python 3.8 or newer and nothing else.
"""

import base64
import json
import os
import signal
import sys
import time
import uuid

STEPS = ["count", "log", "sleep"]
RESULTS = [
    "describe",
    "return",
    "throw",
    "exit",
    "kill",
    "context",
    "environment",
    "bytes",
    "unserialisable",
    "stream",
]

# What this module remembers between invocations: its name, how many invocations began, how many of them have not ended, and
# whether one exited.
kept = {"environment": str(uuid.uuid4()), "calls": 0, "unfinished": 0, "exited": False}

# The most bytes that the probe makes. A client that may invoke it must not be able to fill the memory of a machine.
MOST_BYTES = 8_000_000


def handler(event, context):
    kept["calls"] += 1
    began = {**kept, "beganAt": int(time.time() * 1000)}
    kept["unfinished"] += 1
    try:
        return asked(event, context, began)
    finally:
        kept["unfinished"] -= 1


def asked(event, context, began):
    """The answer to an event: the event itself, unless it is an instruction."""
    if not isinstance(event, dict) or "$probe" not in event:
        return event
    order = event["$probe"]
    check(order)
    bounded(order.get("bytes", {}).get("size", 0), "bytes")
    bounded(order.get("log", {}).get("bytes", 0), "log")
    nonce = {"nonce": order["nonce"]} if "nonce" in order else {}

    if "count" in order:
        count(order["count"], order.get("context"), context)
    if "log" in order:
        log(order["log"])
    if "sleep" in order:
        time.sleep(order["sleep"]["ms"] / 1000)

    if "describe" in order:
        return {**description(), **nonce}
    if "return" in order:
        return order["return"].get("value")
    if "throw" in order:
        raise named(order["throw"])
    if "exit" in order:
        leave(order["exit"])
    if "kill" in order:
        kill()
    if "context" in order:
        return {**told(context), **nonce}
    if "environment" in order:
        return {**began, "endedAt": int(time.time() * 1000), **nonce}
    if "bytes" in order:
        return "a" * (order["bytes"]["size"] - 2)
    if "unserialisable" in order:
        return {1}
    if "stream" in order:
        return join(chunks(order["stream"]))
    return nonce


# AWS names a handler lambda_function.lambda_handler by default.
lambda_handler = handler


def check(order):
    """Refuses an unknown instruction, so that an old probe is never taken for a new one."""
    if not isinstance(order, dict):
        raise named({"type": "BadInstruction", "message": "$probe is not an object"})
    for member in order:
        if member not in STEPS + RESULTS + ["nonce"]:
            raise named({"type": "BadInstruction", "message": member})


def bounded(size, member):
    if size > MOST_BYTES:
        raise named({"type": "BadInstruction", "message": "{}: {} bytes at the most".format(member, MOST_BYTES)})


def description():
    can = [member for member in STEPS + RESULTS if member != "stream"]
    return {"probe": "lambda-conformance", "version": 1, "runtime": "python", "can": can}


def count(order, telling, context):
    # Imported late: this import takes a third of a cold start, and most invocations count nothing.
    from urllib.error import HTTPError
    from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

    class NoRedirect(HTTPRedirectHandler):
        """The probe may report to this host, but not to a host that only a redirect names."""

        def redirect_request(self, *_):
            return None

    def refused(why):
        message = "the collector {} was not told: {}".format(order["url"], why)
        return named({"type": "CountFailed", "message": message})

    body = {"nonce": order["nonce"], "requestId": getattr(context, "aws_request_id", None)}
    if telling:
        body["context"] = told(context)
    request = Request(
        order["url"],
        method="POST",
        headers={"content-type": "application/json"},
        data=json.dumps(body).encode(),
    )
    if not may_tell(request.host):
        raise refused("its host is not one of those that this function may tell")
    # Ignores the proxies in the environment, as the fetch of Node.js does.
    opener = build_opener(ProxyHandler({}), NoRedirect)
    try:
        with opener.open(request, timeout=15) as reply:
            reply.read()
    except HTTPError as error:
        raise refused("it answered {}".format(error.code)) from None
    except OSError as error:
        raise refused(getattr(error, "reason", error)) from None


def may_tell(host):
    """Whether the probe may report to this host.

    PROBE_COLLECTORS lists the hosts, separated by commas. Without it, every host is allowed. Set it where the probe shares its
    machine with others.
    """
    hosts = os.environ.get("PROBE_COLLECTORS")
    name = host[: host.index("]") + 1] if host.startswith("[") else host.rsplit(":", 1)[0]
    return hosts is None or name.lower() in hosts.split(",")


def log(order):
    output = sys.stderr if order.get("to") == "stderr" else sys.stdout
    if "text" in order:
        output.write(order["text"])
        return
    lines = order.get("lines")
    for line in numbered(order["bytes"]) if lines is None else lines:
        print(line, file=output)


def numbered(size):
    """Lines of 100 bytes, line breaks included, that add up to this many bytes."""
    for index, left in enumerate(range(size, 0, -100)):
        yield "{:08d} ".format(index + 1).ljust(99, "=")[: min(left, 100) - 1]


def told(context):
    """What the runtime told the function about this invocation."""
    memory = getattr(context, "memory_limit_in_mb", None)
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    identity = getattr(context, "identity", None)
    pool = getattr(identity, "cognito_identity_pool_id", None)
    person = getattr(identity, "cognito_identity_id", None)
    return {
        "requestId": getattr(context, "aws_request_id", None),
        "functionArn": getattr(context, "invoked_function_arn", None),
        "functionName": getattr(context, "function_name", None),
        "functionVersion": getattr(context, "function_version", None),
        "memoryLimitInMB": None if memory is None else int(memory),
        "remainingMs": None if remaining is None else remaining(),
        "clientContext": plain(getattr(context, "client_context", None)),
        "identity": {"cognitoIdentityId": person, "cognitoIdentityPoolId": pool} if person else None,
        "traceId": os.environ.get("_X_AMZN_TRACE_ID"),
        "tenantId": getattr(context, "tenant_id", None),
    }


def plain(value):
    """A client context as JSON. The runtime turns it into objects, in which absent members are None."""
    if value is None or isinstance(value, (str, int, float, list, dict)):
        return value
    names = getattr(value, "__slots__", None) or vars(value)
    members = {name: plain(getattr(value, name, None)) for name in names}
    return {name: member for name, member in members.items() if member is not None}


def named(order):
    return type(order["type"], (Exception,), {})(order["message"])


def leave(order):
    # If the process survives, later invocations report `exited`.
    kept["exited"] = True
    sys.stdout.flush()
    os._exit(order["code"])


def kill():
    """Kills the process as the kernel does when it takes more memory than there is."""
    kept["exited"] = True
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def chunks(script):
    """The pieces of a stream in order, with its pauses. It throws or exits where the script says so."""
    interlude(script, -1)
    for index, chunk in enumerate(script["chunks"]):
        for _ in range(chunk.get("times", 1)):
            time.sleep(chunk.get("pauseMs", 0) / 1000)
            if chunk.get("clock"):
                yield (json.dumps({"t": int(time.time() * 1000)}, separators=(",", ":")) + "\n").encode()
            elif "base64" in chunk:
                yield base64.b64decode(chunk["base64"])
            else:
                yield chunk["text"].encode()
        interlude(script, index)


def join(pieces):
    parts = []
    size = 0
    for piece in pieces:
        size += len(piece)
        bounded(size, "stream")
        parts.append(piece)
    return b"".join(parts).decode("utf-8", "replace")


def interlude(script, index):
    """What happens after the chunk with this index."""
    for what, act in (("sleep", pause), ("throw", fail), ("exit", leave)):
        if what in script and script[what]["after"] == index:
            act(script[what])


def pause(order):
    time.sleep(order["ms"] / 1000)


def fail(order):
    raise named(order)
