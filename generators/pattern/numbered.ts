/** Numbers items of the same kind, because a pattern may contain the same piece more than once. */
export function numbered<T extends { readonly kind: string }>(things: readonly T[]): T[] {
  const seen = new Map<string, number>();
  return things.map((thing) => {
    const nth = (seen.get(thing.kind) ?? 0) + 1;
    seen.set(thing.kind, nth);
    return nth === 1 ? thing : { ...thing, kind: `${thing.kind} (${nth})` };
  });
}
