/** fast-check arbitraries for requests and replies of the API, for your own tests: `lambda-conformance/generators`. */

export type { ArbitraryOptions } from "./drivers/arbitraries/arbitrary-options.ts";
export {
  members,
  nearMisses,
  type ParameterNearMiss,
  type ParameterValue,
  type ValueOf,
} from "./drivers/arbitraries/parameter-values.ts";
export {
  type BrokenReply,
  brokenReplies,
  type ExpectedOutcome,
  type GeneratedReply,
  replies,
} from "./drivers/arbitraries/replies.ts";
export {
  type FaultyRequest,
  faultyRequests,
  type GeneratedRequest,
  type RequestOptions,
  requests,
} from "./drivers/arbitraries/requests.ts";
export { loadSpecification } from "./specs/load-specification.ts";
export type { Keyword, OperationName } from "./specs/operation.ts";
export type { RawRequest } from "./wire/raw-request.ts";
