import { headerValue } from "../../../wire/raw-headers.ts";
import { withHeader } from "../../whole-reply.ts";
import { type Falsifier, onReply } from "../falsification.ts";
import { unlikeText } from "../unlike.ts";
import { status } from "./status.ts";

/** A header is missing, present where it must not be, or has another value. */
export const headers: Falsifier = (leaf) => {
  const [name = ""] = leaf.path;
  if (leaf.keyword === "present") {
    return [onReply(`${name} is missing`, (reply) => withHeader(reply, name, undefined))];
  }
  if (leaf.keyword === "absent") {
    return [onReply(`${name} is present`, (reply) => withHeader(reply, name, PLAUSIBLE[name] ?? "x"))];
  }
  return [
    onReply(`${name} has a different value`, (reply) => {
      const value = headerValue(reply.headers, name);
      if (value === undefined) return reply;
      const plain = name === "content-type" && leaf.keyword !== "not";
      const other = plain ? "text/plain" : unlikeText(value, leaf);
      return other === undefined ? reply : withHeader(reply, name, other);
    }),
  ];
};

/** Plausible values for headers that must be absent. */
const PLAUSIBLE: Readonly<Record<string, string>> = {
  "content-type": "application/json",
  "x-amz-executed-version": "$LATEST",
  "x-amz-function-error": "Unhandled",
  "x-amzn-trace-id": "Root=1-65f00000-0123456789abcdef01234567",
  "x-amz-log-result": Buffer.from("START RequestId: 0\nEND RequestId: 0\n").toString("base64"),
};

const PLAUSIBLE_VERSIONS = ["$LATEST", "7"];

/** An output member, in the place where its operation puts it. */
export const outputs: Falsifier = (leaf, surroundings) => {
  const [name = ""] = leaf.path;
  const member = surroundings.operation.outputs.find((output) => output.name === name);
  if (member?.place === "status") return status({ ...leaf, path: [] }, surroundings);
  if (member?.wireName === undefined) return [];
  const { wireName } = member;
  const sound = PLAUSIBLE_VERSIONS.find(
    (value) => name === "ExecutedVersion" && leaf.keyword === "const" && value !== leaf.demand,
  );
  if (sound !== undefined) {
    return [onReply(`${name} has a different value`, (reply) => withHeader(reply, wireName, sound))];
  }
  return headers({ ...leaf, path: [member.wireName.toLowerCase()] }, surroundings);
};
