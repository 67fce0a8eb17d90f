import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";

const client = new LambdaClient({ maxAttempts: 2, requestHandler: { requestTimeout: 2_000 } });

export async function place(order) {
  const command = new InvokeCommand({ FunctionName: "orders", Payload: JSON.stringify(order) });
  const { Payload } = await client.send(command, { abortSignal: AbortSignal.timeout(3_000) });
  return JSON.parse(Payload.transformToString());
}
