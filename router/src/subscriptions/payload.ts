import { nextFrame } from "./frames.ts";

/** The answer to one event, as it goes to everybody who watches the same thing. */
export class Payload {
  readonly json: string;
  #bytes: Buffer | null = null;
  #frame: Buffer | null = null;
  #openingBytes = 0;

  constructor(json: string) {
    this.json = json;
  }

  /**
   * The frame of a `next` message that begins with `opening`. It is one buffer for thousands of clients, of which only the
   * opening is written anew: whoever has not sent it at once must `leaveFrame`, or the next client's opening is sent instead.
   */
  frame(opening: Buffer): Buffer {
    this.#bytes ??= Buffer.from(this.json);
    if (this.#frame && this.#openingBytes === opening.length)
      opening.copy(this.#frame, this.#frame.length - this.#bytes.length - opening.length - 1);
    else {
      this.#frame = nextFrame(opening, this.#bytes);
      this.#openingBytes = opening.length;
    }
    return this.#frame;
  }

  /** The frame given last belongs to whoever has it; the next is a buffer of its own. */
  leaveFrame(): void {
    this.#frame = null;
  }
}
