import { createHash } from "node:crypto";
import { lazily } from "./lazily.ts";
import { parseJson } from "./parse-json.ts";

/** Bytes as text (absent when not UTF-8), as JSON (absent when not JSON) and as a digest. */
export interface TextView {
  readonly bytes: number;
  readonly text: string | undefined;
  readonly json: unknown;
  readonly sha256: string;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes with their forms, each made when it is read. */
export function textView(bytes: Uint8Array): TextView {
  const forms: TextView = lazily<TextView>({
    bytes: () => bytes.length,
    text: () => {
      try {
        return utf8.decode(bytes);
      } catch {
        return undefined;
      }
    },
    json: () => {
      try {
        return forms.text === undefined ? undefined : parseJson(forms.text);
      } catch {
        return undefined;
      }
    },
    sha256: () => createHash("sha256").update(bytes).digest("hex"),
  });
  return forms;
}
