import { askedCall } from "../calls/asked-call.ts";
import { brokenIn } from "../calls/broken-in.ts";
import { breakingCases } from "../parameter-cases.ts";
import { type Scenario, scenario } from "../scenario.ts";
import { described, input, keyword, object, text } from "../schema.ts";

export const tolerated: Scenario = scenario({
  description:
    "Values that break a keyword of a member, although lenient readers in wide use accept them, each with its valid twin. Examples: base64 without padding, JSON with a byte order mark.",
  arguments: object(
    { parameter: text, keyword },
    { with: described("Other members that are sent with it.", input) },
  ),
  cases: ({ parameter, keyword, with: others }, clause, specification) =>
    breakingCases(clause, specification, { parameter, keyword, with: others }, "tolerated"),
  recognises: ({ parameter, keyword }, { operation }) => [
    askedCall(operation, (asked) => brokenIn(asked, parameter).includes(keyword)),
  ],
});
