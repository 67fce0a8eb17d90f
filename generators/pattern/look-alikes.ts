/** Letters of other scripts that look like ASCII letters. Unicode case folding maps the first two to s and k. */
const alike: Readonly<Record<string, string>> = {
  s: "ſ",
  k: "\u212a",
  a: "а",
  c: "с",
  e: "е",
  i: "і",
  o: "о",
  p: "р",
  x: "х",
  y: "у",
  A: "А",
  B: "В",
  E: "Е",
  H: "Н",
  K: "\u212a",
  M: "М",
  O: "О",
  P: "Р",
  S: "Ѕ",
  T: "Т",
  X: "Х",
};

/** A character of another script that looks like the letter, or else its full-width form. Empty when it is not an ASCII letter. */
export function lookAlikes(letter: string): readonly string[] {
  return /^[A-Za-z]$/.test(letter) ? [alike[letter] ?? fullWidth(letter)] : [];
}

/** Digits of other scripts with the same value. \d of JavaScript does not match them; \d of Python and Java can. */
export function otherDigits(digit: string): readonly string[] {
  if (!/^\d$/.test(digit)) return [];
  return [0x660, 0x966, 0xff10].map((zero) => String.fromCodePoint(zero + Number(digit)));
}

function fullWidth(character: string): string {
  return String.fromCodePoint(0xff00 + character.charCodeAt(0) - 0x20);
}
