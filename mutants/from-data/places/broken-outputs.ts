import { broken } from "../../../specs/keywords.ts";
import type { Keyword } from "../../../specs/operation.ts";
import { headerValue } from "../../../wire/raw-headers.ts";
import { withHeader } from "../../whole-reply.ts";
import { type Falsifier, onReply } from "../falsification.ts";

/** An output breaks a keyword that the clause forbids it to break. */
export const brokenOutputs: Falsifier = ({ path, demand }, { operation }) => {
  const [name] = path;
  const member = operation.outputs.find((output) => output.name === name);
  const contains = (demand as { contains?: { const?: Keyword; enum?: readonly Keyword[] } }).contains ?? {};
  const keywords = contains.enum ?? (contains.const === undefined ? [] : [contains.const]);
  const wireName = member?.wireName;
  if (member === undefined || wireName === undefined) return [];
  return keywords.map((keyword) =>
    onReply(`${name} breaks the keyword ${keyword}`, (reply) => {
      const value = headerValue(reply.headers, wireName);
      if (value === undefined) return reply;
      const longest = `${value}${"0".repeat(member.keywords.maxLength ?? 1)}`;
      const wrong = ["!", longest, ""].find((other) => broken(member, other).includes(keyword));
      return wrong === undefined ? reply : withHeader(reply, wireName, wrong);
    }),
  );
};
