import { codeLiteral } from "./code-literal.ts";
import type { SendableCall } from "./sendable-call.ts";

/** A program for Python 3 that sends this request and prints the response. botocore signs it, with the credentials that boto3 finds. */
export function pythonProgram({ origin, method, target, headers, body, scope }: SendableCall): string {
  const { protocol, host } = new URL(origin);
  const bytes =
    "text" in body ? `${codeLiteral(body.text)}.encode()` : `b64decode(${codeLiteral(body.base64)})`;
  return [
    ...("text" in body ? [] : ["from base64 import b64decode"]),
    "import http.client",
    ...(scope === undefined
      ? []
      : [
          "from botocore.auth import SigV4Auth",
          "from botocore.awsrequest import AWSRequest",
          "from botocore.session import Session",
        ]),
    "",
    `target = ${codeLiteral(target)}`,
    `body = ${bytes}`,
    "headers = {",
    ...Object.entries(headers).map(([name, value]) => `    ${codeLiteral(name)}: ${codeLiteral(value)},`),
    "}",
    ...(scope === undefined
      ? []
      : [
          `request = AWSRequest(${codeLiteral(method)}, ${codeLiteral(origin)} + target, headers, body)`,
          `signer = SigV4Auth(Session().get_credentials(), ${codeLiteral(scope.service)}, ${codeLiteral(scope.region)})`,
          "signer.add_auth(request)",
          "headers = dict(request.headers)",
        ]),
    `connection = http.client.${protocol === "https:" ? "HTTPSConnection" : "HTTPConnection"}(${codeLiteral(host)})`,
    `connection.request(${codeLiteral(method)}, target, body, headers)`,
    "reply = connection.getresponse()",
    "print(reply.status, reply.getheaders())",
    "print(reply.read())",
  ].join("\n");
}
