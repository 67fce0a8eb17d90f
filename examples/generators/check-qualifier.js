/** Whether a Qualifier can be one: a version, an alias or $LATEST. */
export function isQualifier(text) {
  return text.length <= 128 && /^(?:\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9$_-]+)$/.test(text);
}
