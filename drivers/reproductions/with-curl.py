"""Has curl sign a call of the function that is its argument, and compares the signature with botocore's for the same request."""
import re
import socket
import subprocess
import sys
from urllib.parse import quote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

with socket.create_server(("127.0.0.1", 0)) as server:
    host = f"127.0.0.1:{server.getsockname()[1]}"
    url = f"http://{host}/2015-03-31/functions/{quote(sys.argv[1], safe='')}/invocations"
    curl = subprocess.Popen(
        ["curl", "--silent", "--request", "POST", "--aws-sigv4", "aws:amz:us-east-1:lambda", "--user", "AKID:SECRET", url],
        stdout=subprocess.DEVNULL,
    )
    connection, _ = server.accept()
    with connection:
        sent = connection.recv(65536).decode()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    curl.wait()

fields = dict(re.findall(r"^([\w-]+): (.*?)\r?$", sent, re.MULTILINE))
its = re.search(r"SignedHeaders=(\S+), Signature=(\w+)", fields["Authorization"])
request = AWSRequest("POST", url, headers={name: fields[name] for name in fields if name.lower() in its[1].split(";")})
request.context["timestamp"] = fields["X-Amz-Date"]
auth = SigV4Auth(Credentials("AKID", "SECRET"), "lambda", "us-east-1")
right = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
print("the same signature" if right == its[2] else "another signature")
