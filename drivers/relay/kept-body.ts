import type { Room } from "../../targets/reference/room.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";
import { ReceivedBody } from "../received-body.ts";

/** The largest body that is kept, which is more than any limit of the API for a body that does not stream. */
const MOST_BYTES = 8 * 1024 * 1024;
/** Pieces that a body may come in: each is kept with its time. */
const MOST_PIECES = 100_000;

/** A body as it passes, kept as long as there is room for it. */
export class KeptBody {
  /** It is not kept: too long, or others took the room. */
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

  /** Gives its room back; it is empty then. */
  release(): void {
    this.#room.giveBack(this.#taken);
    this.#taken = 0;
    this.#body = new ReceivedBody();
  }
}
