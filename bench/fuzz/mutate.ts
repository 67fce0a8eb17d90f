import type { Random } from "./random.ts";

const EDGES = [0, 1, 0x0a, 0x0d, 0x20, 0x22, 0x25, 0x2c, 0x3a, 0x5c, 0x7f, 0x80, 0xff];
const PIECES = [
  "\r\n",
  "\r\n\r\n",
  "\0",
  ": ",
  "%00",
  "%",
  '"',
  "\\u0000",
  "[[[[",
  "}}}}",
  "-1",
  "99999999999999999999",
  "\u202e",
  "é",
  "chunked",
];
/** Most bytes of mutated input: inputs stay about as long as they were, because large ones have their own tests. */
const MOST = 256 * 1024;

/** The bytes with one to eight faults: bits flipped, and pieces removed, inserted, repeated, moved, or taken from another text. */
export function mutateBytes(bytes: Uint8Array, others: readonly Uint8Array[], random: Random): Buffer {
  let mutated: Buffer = Buffer.from(bytes);
  for (let faults = 1 + random.below(8); faults > 0; faults--) mutated = mutatedOnce(mutated, others, random);
  return mutated.subarray(0, MOST);
}

function mutatedOnce(bytes: Buffer, others: readonly Uint8Array[], random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const size = random.below(Math.min(64, bytes.length - at) + 1);
  const [before, piece, after] = [
    bytes.subarray(0, at),
    bytes.subarray(at, at + size),
    bytes.subarray(at + size),
  ];
  switch (random.below(8)) {
    case 0: {
      if (at === bytes.length) return bytes;
      bytes[at] = (bytes[at] as number) ^ (1 << random.below(8));
      return bytes;
    }
    case 1: {
      if (at === bytes.length) return bytes;
      bytes[at] = random.pick(EDGES);
      return bytes;
    }
    case 2:
      return Buffer.concat([before, after]);
    case 3:
      return Buffer.concat([before, piece, piece, piece, after]);
    case 4:
      return Buffer.concat([before, Buffer.from(random.pick(PIECES)), bytes.subarray(at)]);
    case 5:
      return Buffer.concat([after, piece, before]);
    case 6: {
      const other = Buffer.from(random.pick(others));
      const from = random.below(other.length + 1);
      return Buffer.concat([before, other.subarray(from, from + random.below(1000)), after]);
    }
    default:
      return before;
  }
}

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  2 ** 53,
  "",
  "text",
  "\u0000\u001b[31m\u202e::error::x",
  [],
  {},
  [null],
  { a: {} },
  "x".repeat(10_000),
];

/** A copy of a JSON value with one to four faults: members and elements that have another type, or are removed, repeated, renamed, or moved. */
export function mutateJson(value: unknown, random: Random): unknown {
  const copy: unknown = structuredClone(value);
  for (let faults = 1 + random.below(4); faults > 0; faults--) {
    const place = randomPlace(copy, random);
    if (place === undefined) return random.pick(VALUES);
    faultIn(place, random);
  }
  return copy;
}

interface Spot {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string;
}

/** A random member or element of a value, at any depth. Undefined if there is none. */
function randomPlace(value: unknown, random: Random): Spot | undefined {
  let holder = value;
  let found: Spot | undefined;
  while (typeof holder === "object" && holder !== null) {
    const keys = Object.keys(holder);
    if (keys.length === 0) break;
    const key = random.pick(keys);
    found = { holder: holder as Spot["holder"], key };
    if (random.oneIn(6)) break;
    holder = (holder as Record<string, unknown>)[key];
  }
  return found;
}

function faultIn({ holder, key }: Spot, random: Random): void {
  const members = holder as Record<string, unknown>;
  switch (random.below(5)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete members[key];
      break;
    case 1:
      if (Array.isArray(holder)) holder.push(members[key], members[key]);
      else members[random.pick(["__proto__x", "constructor", "toString", `${key}s`, ""])] = members[key];
      break;
    case 2:
      members[key] = [members[key]];
      break;
    default:
      members[key] = random.pick(VALUES);
  }
}
