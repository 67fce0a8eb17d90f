import { setTimeout as sleep } from "node:timers/promises";
import type { ScriptedReply } from "../generators/case.ts";
import type { OperationName } from "../specs/operation.ts";
import type { Specification } from "../specs/specification.ts";
import type { Handler } from "../targets/handler-target.ts";
import { CutConnection } from "../targets/reference/http-door.ts";
import { Router } from "../targets/reference/router.ts";
import type { RawReply } from "../wire/raw-reply.ts";
import type { RawRequest } from "../wire/raw-request.ts";
import { prepareReply } from "./clients/scripted-reply.ts";
import type { Placeholders } from "./placeholders.ts";

/** A document of specs/schema/script.json. `reference` leaves a request to the reference. */
export interface Script {
  readonly replies: readonly (ScriptedReply | { readonly reference: true })[];
}

/**
 * Answers requests by a script, in order. The last reply also answers all further requests. The events of a stream are those of the
 * requested operation, or of Invoke when the request matches none.
 */
export function scriptedHandler(
  { replies }: Script,
  {
    reference,
    specification,
    values,
  }: {
    readonly reference: Handler;
    readonly specification: Specification;
    readonly values: Placeholders;
  },
): Handler {
  const router = new Router(Object.values(specification.operations));
  const nameOf = (request: RawRequest): OperationName => {
    try {
      return router.route(request).operation.name;
    } catch {
      return "Invoke";
    }
  };
  let answered = 0;
  return {
    async handle(request): Promise<RawReply> {
      const reply = replies[Math.min(answered++, replies.length - 1)];
      if (reply === undefined || "reference" in reply) return reference.handle(request);
      if (reply.silence) return new Promise(() => {});
      if (reply.cutAt === "head") throw new CutConnection("the script cuts it here");
      const prepared = prepareReply(reply, specification.operations[nameOf(request)], values);
      await sleep(prepared.delayMs);
      return prepared.send();
    },
  };
}
