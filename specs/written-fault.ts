/** A reason for which what stands in a clause has no meaning; the loader tells it with the file. */
export class WrittenFault extends Error {
  /** JSON Pointer into what was written. */
  readonly pointer: string;

  constructor(pointer: string, says: string) {
    super(says);
    this.pointer = pointer;
  }
}

/** What a function returns; a fault that it throws is one of the place that the pointer leads to. */
export function within<T>(pointer: string, expand: () => T): T {
  try {
    return expand();
  } catch (fault) {
    throw fault instanceof WrittenFault
      ? new WrittenFault(`${pointer}${fault.pointer}`, fault.message)
      : fault;
  }
}
