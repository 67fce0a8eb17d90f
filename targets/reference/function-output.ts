/** How many bytes a function returns besides its event: as a result, and on a stream, and in how many writes. */
export interface FunctionOutput {
  readonly result: number;
  readonly stream: number;
  readonly writes: number;
}

export const NO_OUTPUT: FunctionOutput = { result: 0, stream: 0, writes: 0 };
