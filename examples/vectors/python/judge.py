"""Judges an endpoint by vectors: python3 judge.py HOST:PORT < vectors.jsonl"""
import base64
import http.client
import json
import re
import socket
import sys


def ask(address, request):
    """The reply to the bytes of a request, as vectors speak of it."""
    with socket.create_connection(address) as connection:
        connection.sendall(base64.b64decode(request))
        message = http.client.HTTPResponse(connection, method="POST")
        message.begin()
        text = message.read().decode("utf-8", "replace")
    headers = {name.lower(): message.getheader(name) for name, _ in message.getheaders()}
    reply = {"status": message.status, "headers": headers, "text": text}
    try:
        return {**reply, "json": json.loads(text)}
    except ValueError:
        return reply


def holds(check, value):
    for name in check["at"].split("/")[1:]:
        value = value.get(name) if isinstance(value, dict) else None
    if "matches" in check:
        return isinstance(value, str) and re.search(check["matches"], value) is not None
    # As text, because True == 1 in Python.
    return json.dumps(value, sort_keys=True) in [json.dumps(one, sort_keys=True) for one in check["oneOf"]]


def conforms(address, request, answers):
    reply = ask(address, request)
    return any(all(holds(check, reply) for check in answer) for answer in answers)


def judge(address, vector):
    if not conforms(address, vector["request"], vector["answers"]):
        return "fail"
    # A refusal shows nothing where the same request without its fault is refused, too.
    return "error" if "twin" in vector and conforms(address, vector["twin"], vector["answers"]) else "pass"


host, port = sys.argv[1].rsplit(":", 1)
passed = True
for vector in map(json.loads, sys.stdin):
    verdict = judge((host, int(port)), vector)
    print(verdict, vector["id"])
    passed = passed and verdict == "pass"
sys.exit(0 if passed else 1)
