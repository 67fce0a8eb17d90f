/** What a reply to Invoke means. Throws for an error of the service, and for a body that did not arrive whole. */
export function readReply({ status, headers, body }) {
  const fields = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
  const length = fields.get("content-length");
  if (length !== undefined && Number(length) !== body.length) throw new Error("the body is not whole");
  if (status >= 400) {
    const { message, Message } = JSON.parse(Buffer.from(body).toString());
    const error = new Error(message ?? Message);
    error.name = fields.get("x-amzn-errortype");
    throw error;
  }
  return {
    payload: body,
    version: fields.get("x-amz-executed-version"),
    functionError: fields.get("x-amz-function-error"),
  };
}
