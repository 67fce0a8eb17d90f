"""Judges a client by vectors: python3 judge_client.py DRIVER [ARGUMENT]... < client-vectors.jsonl"""
import base64, json, re, subprocess, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote


def endpoint(replies, received):
    class Endpoint(BaseHTTPRequestHandler):
        protocol_version, log_message = "HTTP/1.1", lambda *_: None

        def do_POST(self):
            body = base64.b64encode(self.rfile.read(int(self.headers.get("Content-Length", 0)))).decode()
            path, headers = self.path.split("?")[0], {name.lower(): value for name, value in self.headers.items()}
            segments = [unquote(segment) for segment in path.split("/")[1:]]
            received.append({"method": self.command, "path": path, "segments": segments, "headers": headers, "body": body})
            reply = replies[min(len(received), len(replies)) - 1]
            time.sleep(reply.get("delayMs", 0) / 1000 if "writes" in reply else 3600)
            for data in reply["writes"]:
                self.wfile.write(base64.b64decode(data))
                time.sleep(max(1, reply.get("pauseMs", 0)) / 1000)  # Each write leaves by itself.
            self.close_connection = "closes" in reply
        do_GET = do_PUT = do_POST
    return ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)


def stream(events):
    chunks = [base64.b64decode(event["PayloadChunk"].get("Payload") or "") for event in events if "PayloadChunk" in event]
    ends = [event["InvokeComplete"] or {} for event in events if "InvokeComplete" in event]
    members = {name: value for name, value in ends[0].items() if value is not None} if ends else {}
    told = {"events": [next(iter(event)) for event in events], "chunks": len(chunks), "completes": len(ends)}
    return {**told, "complete": members, "content": base64.b64encode(b"".join(chunks)).decode()}


def holds(check, value):
    for name in check["at"].split("/")[1:]:
        value = value.get(name) if isinstance(value, dict) else None
    if "matches" in check:
        return isinstance(value, str) and re.search(check["matches"], value) is not None
    return json.dumps(value, sort_keys=True) in [json.dumps(one, sort_keys=True) for one in check["oneOf"]]


def judge(driver, vector, received):
    with endpoint(vector["replies"], received) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        call = {**vector["call"], "endpoint": f"http://127.0.0.1:{server.server_port}"}
        print(json.dumps({"call": call}), file=driver.stdin, flush=True)
        result = json.loads(driver.stdout.readline())["result"]
        server.shutdown()
    events = (result.get("output") or {}).get("EventStream")
    read = {"requests": len(received), "request": (received or [{}])[0], "result": result, "stream": stream(events or [])}
    return "pass" if any(all(holds(check, read) for check in answer) for answer in vector["answers"]) else "fail"


driver = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
hello, verdicts = json.loads(driver.stdout.readline())["hello"], set()
for vector in map(json.loads, sys.stdin):
    fits = vector["call"]["operation"] in hello["operations"] and set(vector["needs"]) <= set(hello["features"])
    verdicts.add(verdict := judge(driver, vector, []) if fits else "uncovered")
    print(verdict, vector["id"])
sys.exit(1 if "fail" in verdicts else 0)
