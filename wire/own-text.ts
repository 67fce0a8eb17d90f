/**
 * Copies a text into new memory. Node.js keeps a whole text alive while any slice of it is: 20 characters of an error could keep a reply of
 * megabytes.
 */
export function ownText(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
