import type { Room } from "../../targets/reference/room.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";
import { ReceivedBody } from "../received-body.ts";

/** The largest body that is kept, in bytes. It exceeds every limit of the API for a body that does not stream. */
const MOST_BYTES = 8 * 1024 * 1024;
/** The largest number of pieces of a body. Each is kept with its time. */
const MOST_PIECES = 100_000;

/** A body that passes. It is kept while there is room for it. */
export class KeptBody {
  /** Whether it was dropped, because it was too long or others needed the room. */
  lost = false;
  readonly #room: Room;
  #body = new ReceivedBody();
  #taken = 0;
  #pieces = 0;

  constructor(room: Room) {
    this.#room = room;
  }

  /** @param at ms since the request was started */
  add(piece: Uint8Array, at: number): void {
    if (this.lost || piece.length === 0) return;
    this.#pieces += 1;
    const fits = this.#body.size + piece.length <= MOST_BYTES && this.#pieces <= MOST_PIECES;
    if (!fits || !this.#room.tryTake(piece.length)) {
      this.lost = true;
      this.release();
      return;
    }
    this.#taken += piece.length;
    this.#body.add(piece, at);
  }

  whole(): Pick<ReceivedReply, "body" | "chunks"> {
    return this.#body.whole();
  }

  /** Gives its room back, and becomes empty. */
  release(): void {
    this.#room.giveBack(this.#taken);
    this.#taken = 0;
    this.#body = new ReceivedBody();
  }
}
