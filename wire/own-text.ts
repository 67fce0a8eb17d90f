/**
 * The same text in memory of its own. Node.js keeps the whole of a text as long as any piece that was cut out of it is kept: 20 characters of an error
 * may hold on to a reply of megabytes.
 */
export function ownText(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
