import type { InvokeStep, ScriptedReply } from "../../generators/case.ts";

/** What the endpoint does with one call of a client. */
export interface Situation {
  readonly name: string;
  /** How the attempts of the call are answered, in words. */
  readonly says: string;
  readonly step: InvokeStep;
}

const JSON_BODY = ["Content-Type", "application/json"] as const;
const SUCCESS: ScriptedReply = {
  headers: [JSON_BODY, ["X-Amz-Executed-Version", "$LATEST"]],
  body: { json: { ok: true } },
};
const THROTTLED = refused(429, "TooManyRequestsException", "Rate exceeded");
const FAILED = refused(500, "ServiceException", "The service failed");
const SILENCE: ScriptedReply = { silence: true };

/** The last response also answers all further attempts. */
export const SITUATIONS: readonly Situation[] = [
  situation("success", "a result", [SUCCESS]),
  situation("function-error", "a function error", [
    { ...SUCCESS, headers: [...(SUCCESS.headers ?? []), ["X-Amz-Function-Error", "Unhandled"]] },
  ]),
  situation("throttled-once", "429, then a result", [THROTTLED, SUCCESS]),
  situation("throttled", "429, always", [THROTTLED]),
  situation("failed-once", "500, then a result", [FAILED, SUCCESS]),
  situation("failed", "500, always", [FAILED]),
  situation("gateway-timeout-once", "504 of a proxy, then a result", [
    { status: 504, headers: [["Content-Type", "text/html"]], body: { text: "<html>504</html>" } },
    SUCCESS,
  ]),
  situation("lost-once", "connection lost before the response, then a result", [{ cutAt: "head" }, SUCCESS]),
  situation("cut-once", "connection lost within the response, then a result", [
    { ...SUCCESS, cutAt: 5 },
    SUCCESS,
  ]),
  situation("silence-once", "no response in time, then a result", [SILENCE, SUCCESS]),
  situation("silence", "no response, ever", [SILENCE]),
];

function situation(name: string, says: string, replies: readonly ScriptedReply[]): Situation {
  const input = { FunctionName: "{function}" };
  return { name, says, step: { do: "invoke", operation: "Invoke", input, payload: { json: {} }, replies } };
}

function refused(status: number, code: string, message: string): ScriptedReply {
  return {
    status,
    headers: [JSON_BODY, ["x-amzn-ErrorType", code]],
    body: { json: { Type: status < 500 ? "User" : "Service", message } },
  };
}
