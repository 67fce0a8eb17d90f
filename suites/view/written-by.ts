/**
 * What the probe writes to its stream when it is sent this payload (docs/probe.md, `stream`): its chunks joined, up to where it
 * throws or exits. It can be worked out but for the clock of the function.
 * @param event the payload as JSON
 * @returns undefined when the payload does not tell it to stream, or to write its clock
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
