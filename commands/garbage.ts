import { setFlagsFromString } from "node:v8";

/**
 * Has V8 collect garbage early for the whole process. Where memory is plenty it lets hundreds of megabytes lie, and a run of thousands of
 * responses is to stay under 250 MB.
 */
export function collectEarly(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=50");
}

/**
 * Has V8 prefer small memory to speed, or not. Bodies of several megabytes are garbage as soon as they are judged. To collect as
 * eagerly during a whole run would take a third more CPU time.
 */
export function preferSmall(isPreferred: boolean): void {
  setFlagsFromString(isPreferred ? "--optimize-for-size" : "--no-optimize-for-size");
}
