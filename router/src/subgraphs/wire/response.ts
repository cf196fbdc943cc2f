import { ANSWER_BYTES_MAX, type Answer, AnswerTooLarge } from "../transport.ts";
import { textOf } from "./text.ts";

/** What arrived is no answer in HTTP/1.1, or one that could be read in two ways. */
export class NotHttp extends Error {}

const HEAD_BYTES_MAX = 16 * 1024;
const LINE_BYTES_MAX = 4 * 1024;
const CRLF = "\r\n";
const HEAD_END = "\r\n\r\n";

/** The headers that say something about the response itself; all others are passed over. */
const TELLING: ReadonlySet<string> = new Set([
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
]);
const TELLING_LENGTHS: ReadonlySet<number> = new Set([...TELLING].map(({ length }) => length));

/** Heads and lines are mostly shorter. The end of those is looked for in a text, which is cheaper than in bytes. */
const SHORT_BYTES = 512;

/** What most first lines and most lifetimes of sockets say; each is read once. */
const GOOD = "HTTP/1.1 200 OK";
const lifetime = { text: "", milliseconds: null as number | null };

const isSpace = (text: string, index: number): boolean => text[index] === " " || text[index] === "\t";

type Reading =
  | "head"
  | "length"
  | "until closed"
  | "chunk size"
  | "chunk"
  | "chunk end"
  | "trailers"
  | "done";

/** Reads one response as its bytes arrive, in pieces of any size. Bytes given to it are its own only during the call. */
export class ResponseReader {
  status = 0;
  /** Whether another request may follow on the same socket. */
  isReusable = true;
  /** How long the subgraph says it keeps the socket open; null when it does not say. */
  keptMilliseconds: number | null = null;
  #reading: Reading = "head";
  /** What of a head or a line arrived without its end. */
  #begun: Buffer | null = null;
  /** Bytes of the body, or of the chunk, that are still to come. */
  #missing = 0;
  #body = "";
  #pieces: Buffer[] = [];
  #bytes = 0;

  /** Takes what arrived. True: the response is whole. Throws `NotHttp` and `AnswerTooLarge`. */
  read(arrived: Buffer): boolean {
    let bytes = this.#begun ? Buffer.concat([this.#begun, arrived]) : arrived;
    this.#begun = null;
    while (this.#reading !== "done") {
      const taken = this.#take(bytes);
      if (taken < 0) return false;
      bytes = bytes.subarray(taken);
    }
    // Nobody asked for more than one response.
    if (bytes.length > 0) this.isReusable = false;
    return true;
  }

  /** The socket was closed. True: that was the end of the response. */
  close(): boolean {
    if (this.#reading === "until closed") this.#finish();
    return this.#reading === "done";
  }

  get answer(): Answer {
    return { status: this.status, body: this.#body };
  }

  /** Does what can be done with these bytes and says how many were used up; -1: all, and more must come. */
  #take(bytes: Buffer): number {
    switch (this.#reading) {
      case "head":
        return this.#upTo(HEAD_END, HEAD_BYTES_MAX, bytes, (head) => this.#readHead(head));
      case "length":
        return this.#readBody(bytes);
      case "until closed":
        this.#keep(bytes);
        return -1;
      case "chunk size":
        return this.#upTo(CRLF, LINE_BYTES_MAX, bytes, (line) => this.#readChunkSize(line));
      case "chunk":
        return this.#readChunk(bytes);
      case "chunk end":
        return this.#upTo(CRLF, LINE_BYTES_MAX, bytes, (line) => {
          if (line !== "") throw new NotHttp("a chunk is longer than it says");
          this.#reading = "chunk size";
        });
      default:
        return this.#upTo(CRLF, LINE_BYTES_MAX, bytes, (line) => {
          if (line === "") this.#finish();
        });
    }
  }

  #upTo(end: string, bytesMax: number, bytes: Buffer, take: (text: string) => void): number {
    const beginning = bytes.toString("latin1", 0, Math.min(bytes.length, SHORT_BYTES));
    const place = beginning.indexOf(end);
    if (place >= 0) {
      take(beginning.slice(0, place));
      return place + end.length;
    }
    const at = bytes.indexOf(end, 0, "latin1");
    if (at > bytesMax || (at < 0 && bytes.length > bytesMax)) throw new NotHttp("a head or line without end");
    if (at < 0) {
      this.#begun = Buffer.from(bytes);
      return -1;
    }
    take(bytes.toString("latin1", 0, at));
    return at + end.length;
  }

  #readHead(head: string): void {
    let end = head.indexOf(CRLF);
    this.#readStatus(end < 0 ? head : head.slice(0, end));
    if (this.status < 200) return; // The real head follows.
    let length: string | null = null;
    let isChunked = false;
    while (end >= 0) {
      const begin = end + CRLF.length;
      end = head.indexOf(CRLF, begin);
      const colon = head.indexOf(":", begin);
      if (colon <= begin || (end >= 0 && colon > end) || isSpace(head, begin))
        throw new NotHttp("a header without a name");
      if (!TELLING_LENGTHS.has(colon - begin)) continue;
      const name = head.slice(begin, colon).toLowerCase();
      if (!TELLING.has(name)) continue;
      const value = head.slice(colon + 1, end < 0 ? head.length : end).trim();
      if (name === "content-length") {
        if (!/^\d{1,15}$/.test(value) || (length !== null && length !== value))
          throw new NotHttp("no length");
        length = value;
      } else if (name === "transfer-encoding") {
        if (isChunked || value.toLowerCase() !== "chunked") throw new NotHttp("an unknown transfer encoding");
        isChunked = true;
      } else if (name === "connection") {
        if (value !== "keep-alive" && value.toLowerCase().includes("close")) this.isReusable = false;
      } else this.#readKeepAlive(value);
    }
    if (isChunked && length !== null) throw new NotHttp("two lengths");
    this.#expectBody(isChunked, length === null ? null : Number(length));
  }

  #readStatus(line: string): void {
    if (line === GOOD) {
      this.status = 200;
      this.isReusable = true;
      return;
    }
    const [, minor, status] = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: |$)/.exec(line) ?? [];
    if (!status) throw new NotHttp("no status");
    this.status = Number(status);
    if (this.status === 101) throw new NotHttp("another protocol");
    this.isReusable = minor === "1";
  }

  #readKeepAlive(value: string): void {
    if (value !== lifetime.text) {
      const seconds = /\btimeout=(\d{1,6})\b/i.exec(value)?.[1];
      lifetime.milliseconds = seconds ? Number(seconds) * 1_000 : null;
      lifetime.text = value;
    }
    this.keptMilliseconds = lifetime.milliseconds ?? this.keptMilliseconds;
  }

  #expectBody(isChunked: boolean, length: number | null): void {
    if (this.status === 204 || this.status === 304 || length === 0) this.#finish();
    else if (isChunked) this.#reading = "chunk size";
    else if (length === null) {
      this.isReusable = false;
      this.#reading = "until closed";
    } else {
      if (length > ANSWER_BYTES_MAX) throw new AnswerTooLarge();
      this.#missing = length;
      this.#reading = "length";
    }
  }

  #readBody(bytes: Buffer): number {
    const { length } = bytes;
    if (this.#bytes === 0 && length >= this.#missing) {
      // Mostly it is all there, and becomes text at once.
      this.#body = textOf(bytes, this.#missing);
      this.#reading = "done";
      return this.#missing;
    }
    const taken = this.#takeMissing(bytes);
    if (this.#missing > 0) return -1;
    this.#finish();
    return taken;
  }

  #readChunkSize(line: string): void {
    const size = /^([\da-f]{1,8})[ \t]*(?:;|$)/i.exec(line)?.[1];
    if (!size) throw new NotHttp("no size of a chunk");
    this.#missing = Number.parseInt(size, 16);
    this.#reading = this.#missing === 0 ? "trailers" : "chunk";
  }

  #readChunk(bytes: Buffer): number {
    const taken = this.#takeMissing(bytes);
    if (this.#missing > 0) return -1;
    this.#reading = "chunk end";
    return taken;
  }

  #takeMissing(bytes: Buffer): number {
    const taken = Math.min(bytes.length, this.#missing);
    this.#keep(bytes.subarray(0, taken));
    this.#missing -= taken;
    return taken;
  }

  /** Copies, for the bytes are somebody else's after the call. */
  #keep(bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#bytes > ANSWER_BYTES_MAX) throw new AnswerTooLarge();
    if (bytes.length > 0) this.#pieces.push(Buffer.from(bytes));
  }

  #finish(): void {
    this.#body = textOf(Buffer.concat(this.#pieces, this.#bytes), this.#bytes);
    this.#reading = "done";
  }
}
