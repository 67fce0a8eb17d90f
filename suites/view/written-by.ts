/**
 * What the probe writes to its stream for this payload (docs/probe.md, `stream`): its chunks joined, until it throws or exits. This is predictable,
 * except for the clock of the function.
 * @param event the payload as JSON
 * @returns undefined if the payload does not ask it to stream, or asks for its clock
 */
export function writtenBy(event: unknown): Uint8Array | undefined {
  const script = (event as { readonly $probe?: { readonly stream?: Script } } | null | undefined)?.$probe
    ?.stream;
  if (!Array.isArray(script?.chunks)) return undefined;
  const ends = Math.min(script.throw?.after ?? Infinity, script.exit?.after ?? Infinity);
  const pieces: Uint8Array[] = [];
  for (const { text, base64, times = 1 } of script.chunks.slice(0, ends + 1)) {
    if (text === undefined && base64 === undefined) return undefined;
    const piece = text === undefined ? Buffer.from(base64 ?? "", "base64") : Buffer.from(text);
    pieces.push(Buffer.alloc(piece.length * times, piece));
  }
  return Buffer.concat(pieces);
}

interface Script {
  readonly chunks?: readonly {
    readonly text?: string;
    readonly base64?: string;
    readonly times?: number;
  }[];
  readonly throw?: { readonly after: number };
  readonly exit?: { readonly after: number };
}
