import type { Writable } from "node:stream";

/** What a handler is told of its invocation, as Lambda's Node.js runtime tells it. */
export interface FunctionContext {
  readonly functionName: string;
  /** `$LATEST` or a number: the version that runs. */
  readonly functionVersion: string;
  /** The ARN as the caller named the function: with the qualifier if there was one. */
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** What the caller sent as ClientContext; undefined for events. */
  // biome-ignore lint/suspicious/noExplicitAny: any JSON object
  readonly clientContext?: any;
  /** Always undefined: there is no Cognito here. */
  // biome-ignore lint/suspicious/noExplicitAny: types of handlers have their own for it
  readonly identity?: any;
  readonly tenantId?: string | undefined;
  /** Is not looked at: a reply is sent as soon as the handler has its result. */
  callbackWaitsForEmptyEventLoop: boolean;
  /** ms until the function times out, never less than 0. */
  getRemainingTimeInMillis(): number;
}

/** How a handler of the old kind ends: with an error, or with a result that JSON can hold. */
export type FunctionCallback = (error?: unknown, result?: unknown) => void;

/**
 * A handler: it returns its result, or a promise of it, or has three parameters and calls back. What it throws, rejects with or calls back is
 * the error of the function. Handlers that are typed by `@types/aws-lambda` are such handlers.
 */
export type FunctionHandler = {
  // A method, so that handlers whose event and context have types of their own can stand here.
  // biome-ignore lint/suspicious/noExplicitAny: an event is any JSON document
  handle(event: any, context: FunctionContext, callback: FunctionCallback): unknown;
}["handle"];

/** What a handler that streams writes to. */
export interface ResponseStream extends Writable {
  /** The type of what is written; before the first write. */
  setContentType(type: string): void;
}

/** A handler that streams, as it is handed to `streamifyResponse`. It ends the stream itself. */
export type StreamingHandler = {
  // biome-ignore lint/suspicious/noExplicitAny: an event is any JSON document
  handle(event: any, responseStream: ResponseStream, context: FunctionContext): unknown;
}["handle"];
