import { alwaysLatest } from "./by-hand/always-latest.ts";
import { arnUnknown } from "./by-hand/arn-unknown.ts";
import { badRequestForUnknown } from "./by-hand/bad-request-for-unknown.ts";
import { brokenJsonFailsFunction } from "./by-hand/broken-json-fails-function.ts";
import { contextNotDecoded } from "./by-hand/context-not-decoded.ts";
import { deadLetterAtOnce } from "./by-hand/dead-letter-at-once.ts";
import { destinationAtOnce } from "./by-hand/destination-at-once.ts";
import { dryRunRuns } from "./by-hand/dry-run-runs.ts";
import { emptyErrorCode } from "./by-hand/empty-error-code.ts";
import { escapesKept } from "./by-hand/escapes-kept.ts";
import { eventAnswers } from "./by-hand/event-answers.ts";
import { eventLostWhenBusy } from "./by-hand/event-lost-when-busy.ts";
import { handledErrors } from "./by-hand/handled-errors.ts";
import { inARow } from "./by-hand/in-a-row.ts";
import { initDurationAlways } from "./by-hand/init-duration-always.ts";
import { lateChunk } from "./by-hand/late-chunk.ts";
import { lateResult } from "./by-hand/late-result.ts";
import { latestForUnknown } from "./by-hand/latest-for-unknown.ts";
import { leftResult } from "./by-hand/left-result.ts";
import { lengthInBytes } from "./by-hand/length-in-bytes.ts";
import { noRequestId } from "./by-hand/no-request-id.ts";
import { numbersRounded } from "./by-hand/numbers-rounded.ts";
import { patternUnanchored } from "./by-hand/pattern-unanchored.ts";
import { payloadAsLatin1 } from "./by-hand/payload-as-latin-1.ts";
import { qualifierOfNameWins } from "./by-hand/qualifier-of-name-wins.ts";
import { regionOfServer } from "./by-hand/region-of-server.ts";
import { replyLengthInCharacters } from "./by-hand/reply-length-in-characters.ts";
import { resultsSwapped } from "./by-hand/results-swapped.ts";
import { streamErrorAs500 } from "./by-hand/stream-error-as-500.ts";
import { timeFromArrival } from "./by-hand/time-from-arrival.ts";
import { workerGoneAfterRest } from "./by-hand/worker-gone-after-rest.ts";
import type { Mutant } from "./mutant.ts";

/** Mutants that cannot be derived from a clause's data, each in its own file. Emulators really had these faults. */
export const byHand: readonly Mutant[] = [
  alwaysLatest,
  arnUnknown,
  badRequestForUnknown,
  brokenJsonFailsFunction,
  contextNotDecoded,
  deadLetterAtOnce,
  destinationAtOnce,
  dryRunRuns,
  emptyErrorCode,
  escapesKept,
  eventAnswers,
  eventLostWhenBusy,
  handledErrors,
  ...inARow,
  initDurationAlways,
  lateChunk,
  lateResult,
  latestForUnknown,
  leftResult,
  ...lengthInBytes,
  noRequestId,
  numbersRounded,
  patternUnanchored,
  payloadAsLatin1,
  qualifierOfNameWins,
  regionOfServer,
  ...replyLengthInCharacters,
  ...resultsSwapped,
  streamErrorAs500,
  ...timeFromArrival,
  workerGoneAfterRest,
];
