import { shellWord } from "../drivers/shell.ts";

/** A text as a word of a POSIX shell. */
export function shellText(text: string): string {
  return shellWord(Buffer.from(text).toString("latin1"));
}
