/** Why a file cannot be read, in words that follow its name: `there is no such file`. */
export function unreadableWords(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return WORDS[code ?? ""] ?? `cannot be read (${code})`;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "this is a folder; name a file",
  EACCES: "you have no permission to read this file",
};
