/**
 * What the Node.js runtime of Lambda makes of a handler: its context, its result, its stream and its errors. Plain JavaScript, because every cold
 * start of a worker loads it (node-runtime.mjs); functions that run in this process use it too (in-process-environment.ts).
 *
 * A runner says what environment.ts calls a `RuntimeMessage`: `["returned", json]`, `["too-long", bytes]`, `["failed", error, exits]` or, for a
 * handler that streams, `["streaming"]`, any number of `["wrote", sizes, bytes, window]` and `["ended"]` or `["failed", ...]`; `["type", contentType]`
 * may stand anywhere between. Errors are texts: the JSON document that Lambda makes the payload of the reply.
 */
import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { format, types } from "node:util";

/** Marks handlers that stream, as the runtime of Lambda does. */
const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");

/** So much may be on its way to the reader, each chunk counted with what its frame costs. */
const WINDOW = 65_536;
const FRAME = 128;

export function streams(handler) {
  return handler[STREAMING] !== undefined;
}

/** The global object that Lambda gives to functions. */
export const awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { [STREAMING]: "response" }),
  HttpResponseStream: {
    /** Begins a response of a function URL: its status and headers as JSON, and eight zeros, stand before its body. */
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

/** What the runtime makes of anything that was thrown. */
export function described(thrown, stackOf = (stack) => stack) {
  if (!types.isNativeError(thrown)) {
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  }
  return {
    errorType: String(thrown.name),
    errorMessage: String(thrown.message),
    // Where we are installed is nobody's business.
    trace: stackOf(String(thrown.stack))
      .replaceAll(new URL(".", import.meta.url).href, "file:///var/runtime/")
      .split("\n"),
  };
}

/** What a handler that streams writes to. Pieces keep their bounds: those that wait for the reader travel together. */
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
    // Fresh memory, so that it can be handed over instead of copied.
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

  /** The reader is ready for so much more. */
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
   * @param options `context` (what the context object always says), `resultBytes`, `tell(message, transfer?)`, `logError(text)`, and
   * `stackOf(stack)` where stacks are to be shown otherwise
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

  /** The reader of the stream is ready for so much more. */
  giveBack(window) {
    this.#out?.giveBack(window);
  }

  /** @param exits whether the process ends of it */
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
      // What was written before it failed still goes out.
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
    // A result that JSON has no form for (undefined, a function) is null.
    text ??= "null";
    // One that nobody may have is not copied to where it would be refused: it may be many times as long as its event.
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
