import { dirname, relative, resolve } from "node:path";
import { visible } from "../reports/visible.ts";
import { writeFile } from "../reports/write-file.ts";
import { UserError } from "../specs/user-error.ts";
import { makeFolder } from "../targets/make-folder.ts";
import type { Io } from "./io.ts";

/** A form in which a document can be written. */
export interface Form<T> {
  /** Default path, relative to the working folder, or `-` for standard output. */
  readonly file: string;
  render(document: T): string;
}

/**
 * Writes a document in the wanted forms, each given as `FORMAT` or `FORMAT:PATH`. The path `-` is standard output.
 * @throws UserError for a format that does not exist and for a file that cannot be written
 */
export function writeAs<T>(
  document: T,
  wanted: readonly string[],
  forms: Readonly<Record<string, Form<T>>>,
  { cwd, out, err }: Io,
): void {
  const wishes = wanted.map((wish) => {
    const [, name = "", path] = /^([^:]*)(?::(.*))?$/s.exec(wish) ?? [];
    const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
    if (form === undefined) {
      const known = Object.keys(forms).join(", ");
      throw new UserError(`--report ${name}: unknown format; use one of ${known}`);
    }
    return { form, path: path ?? form.file };
  });
  for (const { form, path } of wishes) {
    const text = form.render(document);
    if (path === "-") {
      out.write(text);
      continue;
    }
    const file = resolve(cwd, path);
    const shown = relative(cwd, file) || file;
    try {
      makeFolder(dirname(file));
      writeFile(file, text);
    } catch (error) {
      throw new UserError(`${shown}: cannot be written (${(error as NodeJS.ErrnoException).code})`);
    }
    err.write(`Report: ${visible(shown)}\n`);
  }
}
