/** The global object `awslambda` of Lambda's Node.js runtime, for handlers that stream. */
import type { FunctionHandler, ResponseStream, StreamingHandler } from "./function-handler.ts";
import { awslambda as runtimes } from "./node-handler.mjs";

/** The global that the Node.js runtime of Lambda offers to functions that stream. */
export interface AwsLambda {
  /** Makes a handler one that streams. */
  streamifyResponse(handler: StreamingHandler): FunctionHandler;
  readonly HttpResponseStream: {
    /** Begins a response of a function URL with its status, header fields and cookies. */
    from(stream: ResponseStream, metadata: Readonly<Record<string, unknown>>): ResponseStream;
  };
}

/** The global `awslambda` of Lambda, for handlers that run here. */
export const awslambda: AwsLambda = runtimes as unknown as AwsLambda;
/** Makes a handler `(event, stream, context)` one whose reply is what it writes to the stream. */
export const streamifyResponse: AwsLambda["streamifyResponse"] = awslambda.streamifyResponse;
