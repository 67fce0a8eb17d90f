"""Drives `aws lambda invoke`: reads calls and writes results, one JSON object a line (specs/schema/driver-protocol.json)."""
import base64
import json
import os
import re
import subprocess
import sys
import tempfile

AWS = os.environ.get("LAMBDA_CONFORMANCE_AWS", "aws")
OPTIONS = {
    "FunctionName": "--function-name",
    "Qualifier": "--qualifier",
    "InvocationType": "--invocation-type",
    "LogType": "--log-type",
    "ClientContext": "--client-context",
    "TenantId": "--tenant-id",
    "DurableExecutionName": "--durable-execution-name",
}
MOST_INLINE = 1_000
ERROR = re.compile(
    r"An error occurred \((?P<name>.*?)\) when calling the \w+ operation(?: \(reached max retries: \d+\))?:\s*(?P<message>.*)",
    re.DOTALL,
)


def write(line):
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def run(arguments, environment=None):
    return subprocess.run([AWS, *arguments], env=environment, capture_output=True, stdin=subprocess.DEVNULL)


VERSION = run(["--version"]).stdout.decode()
MAJOR = int(re.search(r"aws-cli/(\d+)", VERSION)[1])
# Version 1 has no such option, and takes payloads as they are.
RAW = [] if MAJOR == 1 else ["--cli-binary-format", "raw-in-base64-out"]


def payload_options(data, folder):
    """As a person would write it: a short line inline, other text from a file of text, and bytes from a file of bytes."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = None
    # In a file of text the ends of lines are Python's to read; an argument has no zeros.
    if text is None or not text or "\r" in text or "\0" in text:
        prefix = "fileb://"
    elif "\n" in text or len(text) > MOST_INLINE or text.startswith(("file:", "fileb:", "-")):
        prefix = "file://"
    else:
        return [*RAW, "--payload", text]
    path = os.path.join(folder, "payload")
    with open(path, "wb") as file:
        file.write(data)
    return [*RAW, "--payload", prefix + path]


def perform(call, folder):
    given = dict(call["input"])
    data = base64.b64decode(given.pop("Payload")) if "Payload" in given else None
    outfile = os.path.join(folder, "out")
    keys = call["credentials"]
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": keys["accessKeyId"],
        "AWS_SECRET_ACCESS_KEY": keys["secretAccessKey"],
        "AWS_PAGER": "",
        "LC_ALL": "C.UTF-8",
    }
    if "sessionToken" in keys:
        environment["AWS_SESSION_TOKEN"] = keys["sessionToken"]
    if "maxAttempts" in call:
        environment["AWS_MAX_ATTEMPTS"] = str(call["maxAttempts"])
    arguments = ["lambda", "invoke", "--endpoint-url", call["endpoint"], "--region", call["region"], "--output", "json"]
    # Whole seconds: no less than the call asks for.
    arguments += ["--cli-read-timeout", str(-(-call["timeoutMs"] // 1000))]
    arguments += [f"{OPTIONS[name]}={value}" for name, value in given.items()]
    if data is not None:
        arguments += payload_options(data, folder)
    done = run([*arguments, outfile], environment)
    if done.returncode != 0:
        text = done.stderr.decode(errors="replace").strip()
        found = ERROR.search(text)
        error = found.groupdict() if found else {"name": "", "message": text}
        return {"error": {**error, "sent": found is not None}, "exitStatus": done.returncode}
    printed = json.loads(done.stdout) if done.stdout.strip() else {}
    with open(outfile, "rb") as file:
        return {"output": {**printed, "Payload": base64.b64encode(file.read()).decode()}, "exitStatus": 0}


# Help opens a pager and needs groff: of an option that is unknown the command tells.
NEW = {"client-tenancy": "--tenant-id", "client-durable": "--durable-execution-name"}
UNKNOWN = run(
    ["lambda", "invoke", "--function-name", "f", *(f"{option}=x" for option in NEW.values()), "--generate-cli-skeleton", "output", os.devnull]
).stderr.decode()

write(
    {
        "hello": {
            "driver": "aws-cli",
            "version": VERSION.split()[0].partition("/")[2],
            "operations": ["Invoke"],
            "features": ["client-attempts", "client-exit-status", "client-retries", "client-timeout"]
            + [feature for feature, option in NEW.items() if option not in UNKNOWN],
        }
    }
)
for line in sys.stdin:
    call = json.loads(line)["call"]
    with tempfile.TemporaryDirectory() as folder:
        write({"result": {"id": call["id"], **perform(call, folder)}})
