import type { Badge } from "../badge.ts";

const COLORS: Readonly<Record<string, string>> = {
  brightgreen: "#1a7f43",
  green: "#1a7f43",
  yellow: "#9a5b00",
  orange: "#9a5b00",
  red: "#c22d2d",
};
/** Approximate width of a character in the font of the badge, and the margin beside a text, in pixels. */
const CHARACTER = 6.6;
const BESIDE = 12;

/** A badge as an image that loads nothing. */
export function badgeImage({ label, message, color }: Badge): string {
  const [left, right] = [label, message].map((text) => Math.round(text.length * CHARACTER) + BESIDE) as [
    number,
    number,
  ];
  const text = (words: string, middle: number): string =>
    `<text x="${middle}" y="14" text-anchor="middle">${words.replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${label}: ${message}">`,
    `<rect width="${left}" height="20" fill="#444c56"/>`,
    `<rect x="${left}" width="${right}" height="20" fill="${COLORS[color] ?? "#59616e"}"/>`,
    '<g fill="#fff" font-family="Verdana, DejaVu Sans, sans-serif" font-size="11">',
    text(label, left / 2),
    text(message, left + right / 2),
    "</g></svg>\n",
  ].join("");
}
