"""
Drives `aws lambda invoke`. The AWS CLI has no operation that streams.

Arguments: the major version (1 or 2), the command that starts the CLI, and optionally a retry mode. Without a command, it drives the CLI in its
own environment.
"""
import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import traceback

MAJOR, AWS = sys.argv[1], sys.argv[2:]
MODE = AWS.pop() if AWS and AWS[-1] in ("legacy", "standard", "adaptive") else None
if not AWS:
    from awscli import clidriver

    # As the command does where LC_ALL names UTF-8, which each call sets.
    sys.stdout.reconfigure(encoding="utf-8")
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
# Since 2026, the default error format is `enhanced`, which shows the members of an error below its message.
ERROR = re.compile(
    r"An error occurred \((?P<name>.*?)\) when calling the \w+ operation(?: \(reached max retries: \d+\))?:"
    r"\s*(?P<message>.*?)(?:\n\nAdditional error details:\n.*)?",
    re.DOTALL,
)


def run(arguments, environment=os.environ):
    if not AWS:
        return forked(arguments, environment)
    return subprocess.run([*AWS, *arguments], env=environment, capture_output=True, stdin=subprocess.DEVNULL)


def forked(arguments, environment):
    """Runs the command in a copy of this process, which has loaded its modules: loading them takes most of the time of a command."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, open(os.devnull) as nothing:
        child = os.fork()
        if child == 0:
            for number, file in enumerate([nothing, out, err]):
                os.dup2(file.fileno(), number)
            os.environ.update(environment)
            sys.argv = ["aws", *arguments]
            try:
                status = clidriver.main()
            except SystemExit as exit:
                status = exit.code
            except BaseException:
                traceback.print_exc()
                status = 1
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status or 0)
        _, ended = os.waitpid(child, 0)
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(arguments, os.waitstatus_to_exitcode(ended), out.read(), err.read())


def perform(call, folder):
    arguments = ["lambda", "invoke", "--endpoint-url", call["endpoint"], "--region", call["region"]]
    arguments += ["--output", "text", "--query", call["prints"]] if "prints" in call else ["--output", "json"]
    # The CLI takes whole seconds, so the time is rounded up.
    arguments += ["--cli-read-timeout", str(-(-call["timeoutMs"] // 1000))]
    given = dict(call["input"])
    payload = given.pop("Payload", None)
    arguments += [f"{OPTIONS[name]}={value}" for name, value in given.items()]
    if payload is not None:
        arguments += payload_options(base64.b64decode(payload), folder)
    outfile = os.path.join(folder, "out")
    done = run([*arguments, outfile], environment_of(call))
    result = {"exitStatus": done.returncode, "cliVersion": int(MAJOR)}
    written = payload_in(outfile)
    if done.returncode != 0:
        text = done.stderr.decode(errors="replace").strip()
        found = ERROR.search(text)
        error = {"name": "", "message": text}
        if found:
            error = ERROR.fullmatch(text, found.start()).groupdict()
        return {**result, "error": {**error, "sent": found is not None, **({"partial": written} if written else {})}}
    if written:
        result["payloadType"] = "file"
    if "prints" in call:
        return {**result, "output": written, "printed": done.stdout.decode(errors="replace").removesuffix("\n")}
    printed = json.loads(done.stdout) if done.stdout.strip() else {}
    return {**result, "output": {**printed, **written}}


def payload_in(outfile):
    if not os.path.exists(outfile):
        return {}
    with open(outfile, "rb") as file:
        return {"Payload": base64.b64encode(file.read()).decode()}


def environment_of(call):
    keys = call["credentials"]
    variables = {
        "AWS_ACCESS_KEY_ID": keys["accessKeyId"],
        "AWS_SECRET_ACCESS_KEY": keys["secretAccessKey"],
        "AWS_SESSION_TOKEN": keys.get("sessionToken"),
        "AWS_MAX_ATTEMPTS": call.get("maxAttempts"),
        "AWS_RETRY_MODE": MODE,
        "AWS_PAGER": "",
        "LC_ALL": "C.UTF-8",
    }
    return {**os.environ, **{name: str(value) for name, value in variables.items() if value is not None}}


def payload_options(data, folder):
    """Passes a payload as a person would: a short line inline, other text from a text file, and bytes from a binary file."""
    # Version 1 does not have this option, because it takes payloads as they are.
    raw = [] if MAJOR == "1" else ["--cli-binary-format", "raw-in-base64-out"]
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = None
    # Python may change the line ends in a text file, and an argument cannot contain a NUL.
    if text is None or not text or "\r" in text or "\0" in text:
        prefix = "fileb://"
    elif "\n" in text or len(text) > MOST_INLINE or text.startswith(("file:", "fileb:", "-")):
        prefix = "file://"
    else:
        return [*raw, "--payload", text]
    path = os.path.join(folder, "payload")
    with open(path, "wb") as file:
        file.write(data)
    return [*raw, "--payload", prefix + path]


def known(*options):
    """Help opens a pager and needs groff. Options that are unknown are named when the command is used wrongly."""
    given = [f"{option}=x" for option in options]
    told = run(["lambda", "invoke", "--function-name", "f", *given, "--generate-cli-skeleton", "output", os.devnull]).stderr
    return [f"{option}=x".encode() not in told for option in options]


VERSION = re.search(r"aws-cli/(\S+)", run(["--version"]).stdout.decode())[1]
if not VERSION.startswith(f"{MAJOR}."):
    sys.exit(f"{AWS or 'awscli'} is version {VERSION} of the AWS CLI")
features = ["client-attempts", "client-exit-status", "client-knows-api", "client-retries", "client-timeout"]
# The default retry mode of version 1 is legacy.
features += ["client-retry-standard"] if MODE in ("standard", "adaptive") or (MODE is None and MAJOR != "1") else []
tenancy, durable = known("--tenant-id", "--durable-execution-name")
features += ["client-tenancy"] if tenancy else []
features += ["client-durable"] if durable else []
hello = {"driver": "aws-cli", "version": VERSION, "operations": ["Invoke"], "features": features}
print(json.dumps({"hello": hello}), flush=True)
for line in sys.stdin:
    call = json.loads(line)["call"]
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps({"result": {"id": call["id"], **perform(call, folder)}}), flush=True)
