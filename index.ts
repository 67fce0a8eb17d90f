/** The main entry of the library: the parts of the command, for use from code. */

export type { Mutant } from "./mutants/mutant.ts";
export { mutantWithout } from "./mutants/mutant-without.ts";
export { buildReport, collectReport, type ReportCollector } from "./reports/build-report.ts";
export { type Conclusion, type ConclusionOptions, conclude, exitStatus } from "./reports/exit-status.ts";
export { formatNames, loadFormat, type ReportFormat } from "./reports/formats.ts";
export { createJournal, type Journal, readJournal } from "./reports/journal.ts";
export {
  type RecordedVerdict,
  type ReportHeader,
  type ReportRecord,
  type RunContext,
  recordOf,
  recordsOf,
} from "./reports/record.ts";
export type {
  Report,
  ReportedArrival,
  ReportedBody,
  ReportedExchange,
  ReportedFailure,
  ReportedRequest,
  ReportedResponse,
  ReportedVerdict,
  RunFacts,
  Subject,
  Summary,
  Tally,
} from "./reports/report.ts";
export type { Answer, Clause, Given, Level } from "./specs/clause.ts";
export type { ErrorSpec } from "./specs/error-spec.ts";
export type { Fixture } from "./specs/fixture.ts";
export { editions, loadSpecification } from "./specs/load-specification.ts";
export type { Keyword, Keywords, Member, Operation, OperationName } from "./specs/operation.ts";
export type { Source } from "./specs/source.ts";
export type { Specification } from "./specs/specification.ts";
export { UserError } from "./specs/user-error.ts";
export type { Failure, Outcome, Verdict, Violation } from "./suites/judge/verdict.ts";
export { run } from "./suites/run/run.ts";
export type { ErrorSeen, RunEvent, RunFooter, RunHeader } from "./suites/run/run-event.ts";
export type { RunOptions } from "./suites/run/run-options.ts";
export { type EndpointOptions, endpointTarget } from "./targets/endpoint.ts";
export { type Handler, handlerTarget } from "./targets/handler-target.ts";
export { knownTarget, knownTargetNames } from "./targets/known-target.ts";
export type { Key } from "./targets/reference/authenticator.ts";
export { type AwsLambda, awslambda, streamifyResponse } from "./targets/reference/awslambda.ts";
export type {
  FunctionCallback,
  FunctionContext,
  FunctionHandler,
  ResponseStream,
  StreamingHandler,
} from "./targets/reference/function-handler.ts";
export type { AliasOptions, FunctionOptions, HandlerOption } from "./targets/reference/function-options.ts";
export { type HttpDoor, type HttpDoorOptions, openHttpDoor } from "./targets/reference/http-door.ts";
export { createReference, type Reference, type ReferenceOptions } from "./targets/reference/reference.ts";
export { type ReferenceTargetOptions, referenceTarget } from "./targets/reference/reference-target.ts";
export type { Credentials, Deviation, StartedTarget, Target } from "./targets/target.ts";
export type { Exchange } from "./wire/exchange.ts";
export type { RawHeaders } from "./wire/raw-headers.ts";
export type { RawReply } from "./wire/raw-reply.ts";
export type { RawRequest } from "./wire/raw-request.ts";
export type { ReceivedReply } from "./wire/received-reply.ts";
