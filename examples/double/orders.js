import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient } from "@aws-sdk/client-lambda";

const client = new LambdaClient({});

/** The price of an order, by the function `price`. */
export async function priceOf(order) {
  const reply = await client.send(
    new InvokeCommand({ FunctionName: "price", Qualifier: "live", Payload: JSON.stringify(order) }),
  );
  const result = JSON.parse(reply.Payload.transformToString());
  if (reply.FunctionError !== undefined) throw new Error(`price: ${result.errorMessage}`);
  return result.total;
}

/** The lines of an invoice, as the function `invoice` writes them. */
export async function* invoiceOf(order) {
  const { EventStream } = await client.send(
    new InvokeWithResponseStreamCommand({ FunctionName: "invoice", Payload: JSON.stringify(order) }),
  );
  for await (const { PayloadChunk } of EventStream) {
    if (PayloadChunk) yield Buffer.from(PayloadChunk.Payload).toString();
  }
}
