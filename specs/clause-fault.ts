/** A fault in a clause as it is written. The loader adds the file. */
export class ClauseFault extends Error {
  /** JSON Pointer to the fault. */
  readonly pointer: string;

  constructor(pointer: string, says: string) {
    super(says);
    this.pointer = pointer;
  }
}

/** Calls `expand`. When it throws a ClauseFault, prefixes the pointer of the fault with `pointer`. */
export function within<T>(pointer: string, expand: () => T): T {
  try {
    return expand();
  } catch (fault) {
    throw fault instanceof ClauseFault ? new ClauseFault(`${pointer}${fault.pointer}`, fault.message) : fault;
  }
}
