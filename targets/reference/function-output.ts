/** How many bytes a function gives back, beside its event itself: as a result, and written to a stream, in how many writes. */
export interface FunctionOutput {
  readonly result: number;
  readonly stream: number;
  readonly writes: number;
}

export const NO_OUTPUT: FunctionOutput = { result: 0, stream: 0, writes: 0 };
