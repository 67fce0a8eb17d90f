import type { ClientError } from "../../../drivers/observation.ts";
import type { Leaf } from "../../from-data/leaf.ts";
import { unlike } from "../../from-data/unlike.ts";
import { type ClientDefect, type ClientPart, onOutcome, onOutput } from "./client-fault.ts";
import { streamFaults } from "./stream-faults.ts";

type Members = Readonly<Record<string, unknown>>;

/** Breaks demands on what a client returns to its caller. */
export const outcomeFaults: ClientPart = ({ path: [part, ...path], ...leaf }, operation) => {
  switch (part) {
    case "exitStatus":
      return [
        onOutcome("exits with a different status", (outcome) => {
          const exitStatus = unlike(outcome.exitStatus, leaf) as number;
          return { ...outcome, exitStatus };
        }),
      ];
    case "printed":
      return [onOutcome("prints different text", (outcome) => ({ ...outcome, printed: "mutant" }))];
    case "error":
      return path.length === 0 ? [succeeds] : [errorFault({ ...leaf, path })];
    case "output":
      if (path.length === 0) return [fails];
      return path[0] === "stream"
        ? streamFaults({ ...leaf, path: path.slice(1) }, operation)
        : [outputFault({ ...leaf, path })];
    default:
      return [];
  }
};

const succeeds = onOutcome("reports an error as a success", ({ error, exitStatus }) => ({
  output: error?.partial ?? {},
  ...(exitStatus !== undefined && { exitStatus: 0 }),
}));

const fails = onOutcome("reports a success as an error", (outcome) =>
  outcome.output === undefined
    ? outcome
    : { error: { name: "Mutant", message: "it failed", sent: true, partial: outcome.output }, exitStatus: 1 },
);

function errorFault({ path: [member = "", below], ...leaf }: Leaf): ClientDefect {
  const says = `reports errors with a different ${below ?? member}`;
  return onOutcome(says, (outcome) => {
    if (outcome.error === undefined) return outcome;
    const members = outcome.error as unknown as Members;
    const changed =
      below === undefined
        ? changedMember(members, member, leaf)
        : {
            ...members,
            [member]: changedMember((members[member] ?? {}) as Members, below, leaf),
          };
    return { ...outcome, error: changed as unknown as ClientError };
  });
}

function outputFault({ path: [member = ""], ...leaf }: Leaf): ClientDefect {
  if (member === "Payload") {
    return onOutput("returns a different payload", ({ Payload: payload, ...output }) => {
      const bytes = Buffer.from(typeof payload === "string" ? payload : "", "base64");
      return { ...output, Payload: Buffer.concat([bytes, Buffer.from("x")]).toString("base64") };
    });
  }
  const says =
    leaf.keyword === "absent"
      ? `returns a value for ${member} that it did not receive`
      : `returns a different ${member}`;
  return onOutput(says, (output) => changedMember(output, member, leaf));
}

function changedMember(members: Members, name: string, leaf: Omit<Leaf, "path">): Members {
  return { ...members, [name]: leaf.keyword === "absent" ? "mutant" : unlike(members[name], leaf) };
}
