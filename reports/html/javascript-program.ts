import { codeLiteral } from "./code-literal.ts";
import type { SendableCall } from "./sendable-call.ts";

/** A module for Node.js that sends this request and prints the response. aws4fetch signs it, with credentials from the environment. */
export function javascriptProgram({ origin, method, target, headers, body, scope }: SendableCall): string {
  const bytes =
    "text" in body ? codeLiteral(body.text) : `Buffer.from(${codeLiteral(body.base64)}, "base64")`;
  return [
    ...(scope === undefined
      ? []
      : [
          'import { AwsClient } from "aws4fetch";',
          "",
          "const aws = new AwsClient({",
          "  accessKeyId: process.env.AWS_ACCESS_KEY_ID,",
          "  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,",
          "  sessionToken: process.env.AWS_SESSION_TOKEN,",
          `  service: ${codeLiteral(scope.service)},`,
          `  region: ${codeLiteral(scope.region)},`,
          "  retries: 0,",
          "});",
        ]),
    `const reply = await ${scope === undefined ? "" : "aws."}fetch(${codeLiteral(origin + target)}, {`,
    `  method: ${codeLiteral(method)},`,
    "  headers: {",
    ...Object.entries(headers).map(([name, value]) => `    ${codeLiteral(name)}: ${codeLiteral(value)},`),
    "  },",
    ...(bytes === '""' ? [] : [`  body: ${bytes},`]),
    "});",
    "console.log(reply.status, Object.fromEntries(reply.headers));",
    "console.log(await reply.text());",
  ].join("\n");
}
