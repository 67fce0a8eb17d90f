import type { Member } from "../../specs/operation.ts";
import { breaksOnly } from "../breaks-only.ts";
import { type Choices, fromChoices } from "../choices.ts";
import { base64Of, utf8 } from "../json/latin1.ts";
import type { KeywordGenerator } from "../keyword-generator.ts";
import type { NearMiss, Sample, Stratum } from "../stratum.ts";

/**
 * Keeps: base64 with every length of padding and every kind of character. Breaks: texts that no reader of base64 accepts. Tolerated: texts
 * that lenient readers accept, although RFC 4648 forbids that by default.
 */
export const base64: KeywordGenerator = {
  keeps: (member) => [
    ...[0, 1, 2].map(
      (padding): Stratum<Sample<string>> => ({
        kind: ["no padding", "padding of one =", "padding of two ="][padding] ?? "",
        many: fromChoices((choices) => {
          const value = base64Of(contentOf(member, choices, padding));
          return { value, why: `base64 with ${["no padding", "one =", "two ="][padding]}` };
        }),
      }),
    ),
    {
      kind: "both + and /",
      many: fromChoices((choices) => {
        const value = base64Of(contentOf(member, choices, 0, ">>>???"));
        return { value, why: "base64 that contains + and /" };
      }),
    },
  ],
  breaks: (member) => strataOf(member, edits),
  tolerated: (member) => strataOf(member, toleratedEdits),
};

interface Base64Edit {
  readonly kind: string;
  /** Edits sound base64 or its content. */
  readonly edit: (encoded: string, content: string, choices: Choices) => string;
}

const edits: readonly Base64Edit[] = [
  { kind: "not encoded", edit: (_, content) => content },
  {
    kind: "a character outside the alphabet",
    // Near the beginning: a reader that skips the character reads everything after it shifted.
    edit: (encoded, _, choices) =>
      replaced(encoded, choices.pick(4), oneOf(choices, [..."!*.%$#@:;,~^&()[]{}<>|?\\'\"`"])),
  },
  {
    kind: "cut in the middle of four characters",
    edit: (encoded, _, choices) => {
      const bare = encoded.replace(/=+$/, "");
      return bare.slice(0, 4 * choices.pick(Math.floor((bare.length - 1) / 4) + 1) + 1);
    },
  },
  { kind: "percent-encoded", edit: (_, content) => encodeURIComponent(content).replace(/'/g, "%27") },
  { kind: "a data URL", edit: (encoded) => `data:application/json;base64,${encoded}` },
];

/** Base64 that only lenient readers accept: with another alphabet, other padding, or whitespace. */
const toleratedEdits: readonly Base64Edit[] = [
  { kind: "padding missing", edit: (encoded) => encoded.replace(/=+$/, "") },
  { kind: "padding first", edit: (encoded) => `=${encoded.replace(/=+$/, "")}` },
  { kind: "padding doubled", edit: (encoded) => encoded.replace(/(=+)$/, "$1$1") },
  { kind: "the URL-safe alphabet", edit: (encoded) => encoded.replaceAll("+", "-").replaceAll("/", "_") },
  {
    kind: "a space inside",
    edit: (encoded, _, choices) => {
      const at = 1 + choices.pick(encoded.length - 1);
      return `${encoded.slice(0, at)} ${encoded.slice(at)}`;
    },
  },
  {
    kind: "a character outside the alphabet at the end",
    edit: (encoded, _, choices) => encoded + oneOf(choices, [..."!*.,;~"]),
  },
];

function strataOf(member: Member, list: readonly Base64Edit[]): Stratum<NearMiss<string>>[] {
  return list.map(({ kind, edit }) => ({
    kind,
    many: fromChoices((choices) => {
      // Edits of the padding need a padded text. Edits of `+` and `/` need a text with these characters.
      const content = contentOf(member, choices, 1, kind === "the URL-safe alphabet" ? ">>>???" : "");
      const mended = base64Of(content);
      const value = edit(mended, content, choices);
      return breaksOnly(member, "base64", value) ? { value, mended, why: kind } : undefined;
    }),
  }));
}

/** The content to encode, as bytes: a JSON object when the member is one, otherwise text. Its length requires the given padding. */
function contentOf(member: Member, choices: Choices, padding: number, extra = ""): string {
  const letters: string[] = [];
  choices.repeat(1, 12, () => letters.push(oneOf(choices, LETTERS)));
  const around =
    member.keywords.json === undefined
      ? (text: string) => `log: ${text}`
      : (text: string) => `{"custom":{"key":"${text}"}}`;
  // One more letter leads to the next length of padding.
  for (let text = letters.join(""); ; text += "a") {
    const content = utf8(around(aligned(around, extra) + text));
    if (content.length % 3 === (3 - padding) % 3) return content;
  }
}

/** Letters that align the text to groups of 3 bytes, so that `extra` encodes as intended. */
function aligned(around: (text: string) => string, extra: string): string {
  if (extra === "") return "";
  const before = around("\0").indexOf("\0");
  return "a".repeat((3 - (before % 3)) % 3) + extra;
}

const LETTERS = [..."abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_"];

function oneOf(choices: Choices, list: readonly string[]): string {
  return list[choices.pick(list.length)] ?? "";
}

function replaced(text: string, at: number, by: string): string {
  return text.slice(0, at) + by + text.slice(at + 1);
}
