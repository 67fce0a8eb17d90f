import type { Choices } from "../choices.ts";
import type { NearMiss } from "../stratum.ts";
import { base64Of, utf8 } from "./latin1.ts";

/** Makes a text that is not JSON, with the sound text that is one edit away. Both are bytes as latin-1 text. */
export type JsonBreaker = (choices: Choices) => NearMiss<string>;

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

function miss(value: string, mended: string, why: string): NearMiss<string> {
  return { value, mended, why };
}

function oneOf<T>(choices: Choices, list: readonly [T, ...T[]]): T {
  return list[choices.pick(list.length)] ?? list[0];
}

type Pair = readonly [broken: string, mended: string];

/** Broken texts with the texts that mend them, the simplest first. */
export function pairs(
  list: readonly [Pair, ...Pair[]],
  why: string,
  bytes: (text: string) => string = utf8,
): JsonBreaker {
  return (choices) => {
    const [broken, mended] = oneOf(choices, list);
    return miss(bytes(broken), bytes(mended), why);
  };
}

export function words(list: readonly [string, ...string[]], why: string): JsonBreaker {
  return (choices) => {
    const word = oneOf(choices, list);
    return miss(utf8(word), utf8(JSON.stringify(word)), why);
  };
}

/** A sound document that begins with a bracket or a quote. No proper prefix of it is JSON. */
function document(choices: Choices): string {
  const scalar = (): string =>
    choices.pick(2) === 0
      ? String(choices.pick(100))
      : oneOf(choices, ["null", "true", `"${word(choices)}"`]);
  const items: string[] = [];
  const shape = choices.pick(3);
  if (shape === 2) return `"${word(choices)}"`;
  choices.repeat(0, 3, (index) =>
    items.push(shape === 0 ? `"${word(choices)}${index}":${scalar()}` : scalar()),
  );
  return shape === 0 ? `{${items.join(",")}}` : `[${items.join(",")}]`;
}

function word(choices: Choices): string {
  let text = "";
  choices.repeat(1, 5, () => {
    text += LETTERS.charAt(choices.pick(LETTERS.length));
  });
  return text;
}

export function within(breakings: (document: string) => [string, ...string[]], why: string): JsonBreaker {
  return (choices) => {
    const sound = document(choices);
    return miss(utf8(oneOf(choices, breakings(sound))), utf8(sound), why);
  };
}

export function truncated(choices: Choices): NearMiss<string> {
  const sound = document(choices);
  const kept = 1 + choices.pick(sound.length - 1);
  return miss(
    utf8(sound.slice(0, kept)),
    utf8(sound),
    `JSON cut after ${kept} of ${sound.length} characters`,
  );
}

export function quoted(quote: (text: string) => string, why: string): JsonBreaker {
  return (choices) => {
    const name = word(choices);
    return miss(utf8(`{${quote(name)}:0}`), utf8(`{"${name}":0}`), why);
  };
}

export function control(choices: Choices): NearMiss<string> {
  const code = choices.pick(0x20);
  const asName = choices.pick(2) === 1;
  const around = (text: string): string => (asName ? `{"${text}":0}` : `"${text}"`);
  const hex = code.toString(16).toUpperCase().padStart(4, "0");
  return miss(
    around(String.fromCharCode(code)),
    around(`\\u${hex}`),
    `a string with the unescaped control character U+${hex}`,
  );
}

/** Bytes that begin no character, and truncated characters. */
export function invalidUtf8(choices: Choices): NearMiss<string> {
  const bytes = oneOf(choices, [
    "\x80",
    "\xff",
    "\xfe",
    "\xbf",
    "\xc3",
    "\xe2\x82",
    "\xf0\x9f\x98",
    "\xe9",
    "\xf8\x88\x80\x80\x80",
  ]);
  return choices.pick(2) === 0
    ? miss(`"${bytes}"`, '""', "a string of bytes that are not UTF-8")
    : miss(bytes, '""', "bytes that are not UTF-8");
}

export function utf16(choices: Choices): NearMiss<string> {
  const sound = document(choices);
  const form = choices.pick(4);
  const little = Buffer.from(`${form < 2 ? "" : "\ufeff"}${sound}`, "utf16le");
  const bytes = form % 2 === 0 ? little : little.swap16();
  return miss(bytes.toString("latin1"), utf8(sound), "UTF-16 instead of UTF-8");
}

export function encoded(choices: Choices): NearMiss<string> {
  const sound = utf8(document(choices));
  return miss(base64Of(sound), sound, "the base64 of JSON instead of JSON");
}
