import type { Mutant } from "./mutant.ts";
import { badMessageChecksum } from "./streams/bad-message-checksum.ts";
import { badPreludeChecksum } from "./streams/bad-prelude-checksum.ts";
import { buffered } from "./streams/buffered.ts";
import { chunkLost } from "./streams/chunk-lost.ts";
import { chunkRepeated } from "./streams/chunk-repeated.ts";
import { chunksOutOfOrder } from "./streams/chunks-out-of-order.ts";
import { invokeCompleteFirst } from "./streams/invoke-complete-first.ts";
import { logWithoutTail } from "./streams/log-without-tail.ts";
import { noInvokeComplete } from "./streams/no-invoke-complete.ts";
import { rawBody } from "./streams/raw-body.ts";
import { renamedEventType } from "./streams/renamed-event-type.ts";
import { streamForUnknownFunction } from "./streams/stream-for-unknown-function.ts";
import { truncatedLastFrame } from "./streams/truncated-last-frame.ts";
import { twoInvokeCompletes } from "./streams/two-invoke-completes.ts";

/** Endpoints with one streaming fault each. */
export const streams: readonly Mutant[] = [
  badPreludeChecksum,
  badMessageChecksum,
  noInvokeComplete,
  twoInvokeCompletes,
  invokeCompleteFirst,
  chunkLost,
  chunkRepeated,
  chunksOutOfOrder,
  renamedEventType,
  rawBody,
  buffered,
  truncatedLastFrame,
  streamForUnknownFunction,
  logWithoutTail,
];
