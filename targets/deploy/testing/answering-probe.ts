import type { RawReply } from "../../../wire/raw-reply.ts";
import type { RawRequest } from "../../../wire/raw-request.ts";
import type { Handler } from "../../handler-target.ts";
import { jsonReply } from "../../json-reply.ts";

/** Answers `describe` like the probe. `can` lists what the probe can do in a runtime; undefined when it does not run there. */
export class AnsweringProbe implements Handler {
  readonly #can: (name: string) => readonly string[] | undefined;

  /** @param can by the name of the function */
  constructor(can: (name: string) => readonly string[] | undefined) {
    this.#can = can;
  }

  async handle({ target }: RawRequest): Promise<RawReply> {
    const [, name = ""] = /functions\/([^/]+)\/invocations/.exec(target) ?? [];
    const can = this.#can(name);
    if (can === undefined) {
      const failed = { errorType: "Runtime.InvalidEntrypoint", errorMessage: "no such runtime here" };
      return jsonReply(200, failed, { "X-Amz-Function-Error": "Unhandled" });
    }
    return jsonReply(200, { probe: "lambda-conformance", version: 1, runtime: "any", can });
  }
}
