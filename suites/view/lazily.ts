const SOURCE = Symbol("source");
const KEPT = Symbol("kept");

/**
 * Makes a form of objects whose members are computed when they are first read, and then kept. Views of replies hold a dozen forms of one body
 * (text, JSON, digest), of which a clause reads one or two. The members are on the prototype, so that making an object costs next to nothing.
 * Plain members can be added with `Object.assign`.
 * @param makers how to compute each member from the source of an object. A maker may read other members from its second argument.
 * @returns a function that makes an object from its source
 */
export function lazily<Source, T extends object>(
  makers: {
    readonly [K in keyof T]: (source: Source, its: T) => T[K];
  },
): (source: Source) => T {
  class Lazy {
    readonly [SOURCE]: Source;
    readonly [KEPT]: Partial<T> = {};

    constructor(source: Source) {
      this[SOURCE] = source;
    }
  }
  for (const name of Object.keys(makers) as (keyof T)[]) {
    const get = function (this: Lazy): T[keyof T] {
      // An object that inherits from this one keeps its members here too.
      const kept = this[KEPT];
      if (!(name in kept)) kept[name] = makers[name](this[SOURCE], this as unknown as T);
      return kept[name] as T[keyof T];
    };
    Object.defineProperty(Lazy.prototype, name, { enumerable: true, configurable: true, get });
  }
  return (source) => new Lazy(source) as unknown as T;
}
