/** How much a function returns in addition to its event: bytes of its result, bytes of its stream, and writes to its stream. */
export interface FunctionOutput {
  readonly result: number;
  readonly stream: number;
  readonly writes: number;
}

export const NO_OUTPUT: FunctionOutput = { result: 0, stream: 0, writes: 0 };
