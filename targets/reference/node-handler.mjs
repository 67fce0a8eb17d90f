/**
 * Runs handlers as the Node.js runtime of Lambda does: it makes their context, results, streams and errors. It is plain JavaScript, because
 * every cold start of a worker loads it (node-runtime.mjs). Functions that run in this process use it too (in-process-environment.ts).
 *
 * A runner sends messages of the type `RuntimeMessage` in environment.ts. For a result it sends `["returned", json]` or
 * `["too-long", bytes]`, and for an error `["failed", error, exits]`. For a handler that streams it sends `["streaming"]`, any number of
 * `["wrote", sizes, bytes, window]`, and then `["ended"]` or `["failed", ...]`. `["type", contentType]` may come anywhere between them.
 * An error is a text: the JSON document that Lambda sends as the payload.
 */
import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { format, types } from "node:util";

/** Marks handlers that stream, as the runtime of Lambda does. */
const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");

/** The most bytes that may be on their way to the reader. Each chunk counts with `FRAME` bytes more, for its frame. */
const WINDOW = 65_536;
const FRAME = 128;

export function streams(handler) {
  return handler[STREAMING] !== undefined;
}

/** The global object that Lambda gives to functions. */
export const awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { [STREAMING]: "response" }),
  HttpResponseStream: {
    /** Begins the response of a function URL: its status and headers as JSON, then 8 zero bytes. The body follows. */
    from(stream, metadata) {
      stream.setContentType("application/vnd.awslambda.http-integration-response");
      stream.write(JSON.stringify(metadata));
      stream.write(new Uint8Array(8));
      return stream;
    },
  },
};

/** Levels of the log, by the method of the console. */
export const logLevels = {
  log: "INFO",
  info: "INFO",
  debug: "DEBUG",
  trace: "TRACE",
  warn: "WARN",
  error: "ERROR",
};

/** The line that the console writes to the log. */
export function logLine(requestId, level, parts) {
  return `${new Date().toISOString()}\t${requestId}\t${level}\t${format(...parts)}\n`;
}

/** The error that the runtime reports for anything that was thrown. */
export function described(thrown, stackOf = (stack) => stack) {
  if (!types.isNativeError(thrown)) {
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  }
  return {
    errorType: String(thrown.name),
    errorMessage: String(thrown.message),
    // Hides the folder in which this package is installed.
    trace: stackOf(String(thrown.stack))
      .replaceAll(new URL(".", import.meta.url).href, "file:///var/runtime/")
      .split("\n"),
  };
}

/** What a handler that streams writes to. Chunks that wait for the reader are sent in one message, but keep their boundaries. */
class ResponseStream extends Writable {
  #tell;
  #underway = 0;
  #resume;

  constructor(tell) {
    super();
    this.#tell = tell;
  }

  setContentType(type) {
    this.#tell(["type", String(type)]);
  }

  _write(chunk, _encoding, done) {
    this._writev([{ chunk }], done);
  }

  _writev(entries, done) {
    const chunks = entries.map(({ chunk }) => chunk).filter((chunk) => chunk.length > 0);
    const sizes = chunks.map((chunk) => chunk.length);
    // New memory, so that it can be transferred instead of copied.
    const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    const window = bytes.length + chunks.length * FRAME;
    this.#underway += window;
    this.#tell(["wrote", sizes, bytes, window], [bytes.buffer]);
    if (this.#underway < WINDOW) done();
    else this.#resume = done;
  }

  /** The reader has room for `window` more bytes. */
  giveBack(window) {
    this.#underway -= window;
    if (this.#underway >= WINDOW || this.#resume === undefined) return;
    const done = this.#resume;
    this.#resume = undefined;
    done();
  }
}

/** Runs one handler, one invocation after the other. */
export class HandlerRunner {
  #handler;
  #options;
  #out;

  /**
   * @param options `context` (the members of the context object that never change), `resultBytes`, `tell(message, transfer?)`,
   * `logError(...parts)`, and optionally `stackOf(stack)`, which changes how stacks are shown
   */
  constructor(handler, options) {
    this.#handler = handler;
    this.#options = options;
  }

  /** Never rejects. */
  async run(invocation) {
    const context = this.#contextOf(invocation);
    try {
      const event = JSON.parse(invocation.payload);
      await (streams(this.#handler) ? this.#stream(event, context) : this.#return(event, context));
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  /** The reader of the stream has room for `window` more bytes. */
  giveBack(window) {
    this.#out?.giveBack(window);
  }

  /** @param exits whether the error ends the process */
  fail(thrown, exits = false) {
    const { tell, logError, stackOf } = this.#options;
    const error = described(thrown, stackOf);
    logError("Invoke Error", `\t${JSON.stringify({ ...error, trace: undefined, stack: error.trace })}`);
    tell(["failed", JSON.stringify(error), exits]);
  }

  #contextOf({ requestId, arn, clientContext, tenantId, deadline }) {
    return {
      ...this.#options.context,
      awsRequestId: requestId,
      invokedFunctionArn: arn,
      clientContext: clientContext === undefined ? undefined : JSON.parse(clientContext),
      identity: undefined,
      tenantId,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    };
  }

  async #stream(event, context) {
    const { tell } = this.#options;
    tell(["streaming"]);
    const out = new ResponseStream(tell);
    this.#out = out;
    const sent = finished(out);
    sent.catch(() => {});
    try {
      await this.#handler(event, out, context);
      if (!out.writableEnded) throw new Error("Response stream is not finished.");
    } catch (thrown) {
      // What the handler wrote before it failed is still sent.
      out.end();
      await sent.catch(() => {});
      throw thrown;
    }
    await sent;
    tell(["ended"]);
  }

  async #return(event, context) {
    const { tell, resultBytes } = this.#options;
    const result = await this.#resultOf(event, context);
    let text;
    try {
      text = JSON.stringify(result);
    } catch {
      throw new Error("Unable to stringify response body");
    }
    // A result without a JSON form (undefined, a function) becomes null.
    text ??= "null";
    // A result over the limit is not passed on, because it would be refused. It may be many times as long as its event.
    const bytes = Buffer.byteLength(text);
    tell(bytes > resultBytes ? ["too-long", bytes] : ["returned", text]);
  }

  /** A handler with three parameters that returns no promise calls back. */
  #resultOf(event, context) {
    return new Promise((resolve, reject) => {
      const callback = (error, result) => (error == null ? resolve(result) : reject(error));
      const returned = this.#handler(event, context, callback);
      if (this.#handler.length < 3 || typeof returned?.then === "function") resolve(returned);
    });
  }
}
