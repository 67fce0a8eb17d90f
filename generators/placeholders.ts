const placeholder = /\{(?=(?:function|account|region|partition|nonce|collector)\})/g;

/** The text without anything that a driver would take for a placeholder: what is generated must not name one by accident. */
export function withoutPlaceholders(text: string): string {
  return text.replace(placeholder, "");
}
