import { shellWord } from "../drivers/shell.ts";

/** A text, in UTF-8, as one word for a POSIX shell. */
export function shellText(text: string): string {
  return shellWord(Buffer.from(text).toString("latin1"));
}
