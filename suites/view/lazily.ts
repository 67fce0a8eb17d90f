/**
 * An object whose members are computed when they are first read, and then kept. Views of replies hold a dozen forms of one body (text, JSON, digest),
 * of which a clause reads one or two. Plain members can be added with `Object.assign`.
 */
export function lazily<T extends object>(makers: { readonly [K in keyof T]: () => T[K] }): T {
  const object = {} as T;
  for (const name of Object.keys(makers) as (keyof T)[]) {
    let kept: { readonly value: T[keyof T] } | undefined;
    const get = (): T[keyof T] => {
      kept ??= { value: makers[name]() };
      return kept.value;
    };
    Object.defineProperty(object, name, { enumerable: true, configurable: true, get });
  }
  return object;
}
