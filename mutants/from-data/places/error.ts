import type { ErrorSpec } from "../../../specs/error-spec.ts";
import { headerValue } from "../../../wire/raw-headers.ts";
import type { RawReply } from "../../../wire/raw-reply.ts";
import { withBody, withHeader, withJson } from "../../whole-reply.ts";
import { type Falsification, type Falsifier, type LeafContext, onReply } from "../falsification.ts";
import { withJsonAt } from "../json-at.ts";
import type { Leaf } from "../leaf.ts";
import { keeps, unlike, unlikeText } from "../unlike.ts";

const TYPE = "x-amzn-ErrorType";

/** An error has other details. Replies that are not errors stay as they are. */
export const error: Falsifier = (leaf, surroundings) => {
  const [name = "", ...path] = leaf.path;
  return (PARTS[name]?.({ ...leaf, path }, surroundings) ?? []).map(({ says, apply }) => ({
    says,
    apply: async (answer, request) => {
      const reply = await answer(request);
      return reply.status < 400 ? reply : apply(async () => reply, request);
    },
  }));
};

const PARTS: Readonly<Record<string, (leaf: Leaf, surroundings: LeafContext) => Falsification[]>> = {
  code: (leaf, surroundings) => {
    if (leaf.keyword === "present") return [unnamed];
    return [
      onReply("the error has a different name", (reply) => {
        const code = headerValue(reply.headers, TYPE);
        const other = relatives(code, surroundings).find((error) => !keeps(error.code, leaf));
        return withHeader(reply, TYPE, other?.code ?? "MutantException");
      }),
    ];
  },
  known: () => [
    onReply("the error has an unknown name", (reply) => withHeader(reply, TYPE, "MutantException")),
  ],
  inHeader: () => [
    onReply("the name of the error is only in the body, as __type", async (reply) => {
      const code = headerValue(reply.headers, TYPE);
      const bare = withHeader(reply, TYPE, undefined);
      return withJson(bare, (json) => ({ __type: code, ...(json as object) }));
    }),
  ],
  message: (leaf) => {
    if (leaf.keyword === "present") return [onMessage("the error has no message", () => undefined)];
    return [
      onMessage("the error has a different message", (message) => unlikeText(message, leaf) ?? "Error."),
    ];
  },
  messageMember: () => [
    onReply("the message is in the member with the other spelling", (reply) =>
      withJson(reply, (json) => {
        const { message, Message, ...others } = json as Record<string, unknown>;
        if (message !== undefined) return { Message: message, ...others };
        return Message === undefined ? json : { message: Message, ...others };
      }),
    ),
  ],
  type: (leaf) => [member(["Type"], leaf)],
  members: (leaf) => [leaf.path.length === 0 ? notJson : member(leaf.path, leaf)],
  failures: ({ path }) => {
    const [pattern, replacement, says] = FAILURE_PARTS[path.at(-1) ?? ""] ?? NO_FAILURE;
    return [onMessage(`the message ${says}`, (message) => message.replace(pattern, replacement))];
  },
  failureCount: () => [
    onMessage("the message gives a wrong number of failures", (message) =>
      message.replace(/^(\d+) validation errors?/, (_, count) => `${Number(count) + 1} validation errors`),
    ),
  ],
};

type FailurePart = readonly [RegExp, string, string];

const FAILURE_PARTS: Readonly<Record<string, FailurePart>> = {
  member: [/at '[^']*'/g, "at 'mutant'", "names a different member"],
  value: [/Value '[^']*'/g, "Value 'mutant'", "shows a different value"],
  constraint: [/Member must [^;]*/g, "Member must be fine", "names a different constraint"],
  values: [/set: \[[^\]]*\]/g, "set: [Mutant]", "lists different values"],
  limit: [/equal to \d+/g, "equal to 7", "gives a different limit"],
};

const NO_FAILURE: FailurePart = [/^.*$/s, "Bad request.", "describes no failure"];

const notJson: Falsification = onReply("the body of the error is not JSON", (reply) =>
  withBody(reply, Buffer.from("something went wrong")),
);

const unnamed: Falsification = onReply("the error has no name", (reply) => {
  const bare = withHeader(reply, TYPE, undefined);
  return withJson(bare, (json) => {
    const { __type: _, code: __, ...others } = json as Record<string, unknown>;
    return others;
  });
});

/** Errors with the same status, those with the same spelling first. */
function relatives(
  code: string | undefined,
  { operation, specification }: LeafContext,
): readonly ErrorSpec[] {
  const spec = specification.errors.find((error) => error.code === code);
  return specification.errors
    .filter(
      (error) =>
        error.code !== code && error.status === spec?.status && error.operations.includes(operation.name),
    )
    .sort((a, b) => Number(b.message === spec?.message) - Number(a.message === spec?.message));
}

function onMessage(says: string, change: (message: string) => string | undefined): Falsification {
  return onReply(says, (reply: RawReply) =>
    withJson(reply, (json) => {
      const name = "Message" in (json as object) ? "Message" : "message";
      return withJsonAt(json, [name], (value) => (typeof value === "string" ? change(value) : value));
    }),
  );
}

function member(path: readonly string[], leaf: Leaf): Falsification {
  const name = path.join(".");
  const says =
    leaf.keyword === "present"
      ? "is missing"
      : leaf.keyword === "absent"
        ? "is present"
        : "has a different value";
  return onReply(`${name} in the error ${says}`, (reply) =>
    withJson(reply, (json) =>
      withJsonAt(json, path, (value) =>
        leaf.keyword === "present"
          ? undefined
          : leaf.keyword === "absent"
            ? "mutant"
            : (unlike(value, leaf) ?? "mutant"),
      ),
    ),
  );
}
