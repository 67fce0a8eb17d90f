/** The global object `awslambda` of Lambda's Node.js runtime, for handlers that stream. */
import type { FunctionHandler, ResponseStream, StreamingHandler } from "./function-handler.ts";
import { awslambda as runtimes } from "./node-handler.mjs";

/** The global that Lambda's Node.js runtime offers to streaming functions. */
export interface AwsLambda {
  /** Makes a streaming handler. */
  streamifyResponse(handler: StreamingHandler): FunctionHandler;
  readonly HttpResponseStream: {
    /** Starts the response of a function URL with its status, headers and cookies. */
    from(stream: ResponseStream, metadata: Readonly<Record<string, unknown>>): ResponseStream;
  };
}

/** The global `awslambda` of Lambda, for handlers that run in this process. */
export const awslambda: AwsLambda = runtimes as unknown as AwsLambda;
/** Makes a handler from `(event, stream, context)`. The response is what the handler writes to the stream. */
export const streamifyResponse: AwsLambda["streamifyResponse"] = awslambda.streamifyResponse;
