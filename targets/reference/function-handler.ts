import type { Writable } from "node:stream";

/** What a handler learns about its invocation, as from Lambda's Node.js runtime. */
export interface FunctionContext {
  readonly functionName: string;
  /** The version that runs: `$LATEST` or a number. */
  readonly functionVersion: string;
  /** The ARN as the client named the function: with the qualifier if there was one. */
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** The ClientContext of the request; undefined for asynchronous events. */
  // biome-ignore lint/suspicious/noExplicitAny: any JSON object
  readonly clientContext?: any;
  /** Always undefined, because there is no Cognito here. */
  // biome-ignore lint/suspicious/noExplicitAny: the types of handlers declare their own type for it
  readonly identity?: any;
  readonly tenantId?: string | undefined;
  /** Has no effect: the response is sent as soon as the handler has its result. */
  callbackWaitsForEmptyEventLoop: boolean;
  /** ms until the function times out, at least 0. */
  getRemainingTimeInMillis(): number;
}

/** How a callback-style handler ends: with an error, or with a result that JSON can represent. */
export type FunctionCallback = (error?: unknown, result?: unknown) => void;

/**
 * A handler. It returns its result or a promise of it, or has three parameters and calls back. What it throws, rejects with or calls back
 * as an error is a function error. Handlers with the types of `@types/aws-lambda` fit.
 */
export type FunctionHandler = {
  // A method, so that handlers whose event and context have types of their own can stand here.
  // biome-ignore lint/suspicious/noExplicitAny: an event is any JSON document
  handle(event: any, context: FunctionContext, callback: FunctionCallback): unknown;
}["handle"];

/** What a streaming handler writes to. */
export interface ResponseStream extends Writable {
  /** Sets the content type. Call it before the first write. */
  setContentType(type: string): void;
}

/** A streaming handler, as passed to `streamifyResponse`. It ends the stream itself. */
export type StreamingHandler = {
  // biome-ignore lint/suspicious/noExplicitAny: an event is any JSON document
  handle(event: any, responseStream: ResponseStream, context: FunctionContext): unknown;
}["handle"];
