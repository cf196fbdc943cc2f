import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ANSWER_BYTES_MAX, AnswerTooLarge } from "../transport.ts";
import { NotHttp, ResponseReader } from "./response.ts";

/** Feeds a response in pieces that end at these places, as a socket would. */
function read(wire: Buffer, cuts: readonly number[] = []) {
  const reader = new ResponseReader();
  const ends = [...cuts.map((cut) => cut % (wire.length + 1)), wire.length].sort((one, two) => one - two);
  let isWhole = false;
  let begin = 0;
  for (const end of ends) {
    if (isWhole || end === begin) continue;
    // The reader may keep nothing of what it is given: a socket's buffer is used again.
    const piece = Buffer.from(wire.subarray(begin, end));
    isWhole = reader.read(piece);
    piece.fill("?");
    begin = end;
  }
  return { isWhole: isWhole || reader.close(), answer: reader.answer, reader };
}

const head = (lines: string[], status = "200 OK") => `HTTP/1.1 ${[status, ...lines, "", ""].join("\r\n")}`;
const withLength = (body: Buffer) =>
  Buffer.concat([
    Buffer.from(head([`Content-Length: ${body.length}`, "Keep-Alive: timeout=72, max=5"])),
    body,
  ]);
const untilClosed = (body: Buffer) => Buffer.concat([Buffer.from(head(["Connection: close"])), body]);
const chunked = (body: Buffer, size: number) => {
  const parts: Uint8Array[] = [Buffer.from(head(["Transfer-Encoding: chunked"]))];
  for (let begin = 0; begin < body.length; begin += size) {
    const chunk = body.subarray(begin, begin + size);
    parts.push(Buffer.from(`${chunk.length.toString(16)};why=not\r\n`), chunk, Buffer.from("\r\n"));
  }
  return Buffer.concat([...parts, Buffer.from("0\r\nTrailer: yes\r\n\r\n")]);
};

describe("a response", () => {
  it("is the same in whatever pieces it arrives, and however its length is told", () => {
    const body = fc.string({ unit: "grapheme", maxLength: 200 });
    fc.assert(
      fc.property(
        body,
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.nat(), { maxLength: 30 }),
        (text, size, cuts) => {
          const bytes = Buffer.from(text);
          for (const wire of [withLength(bytes), chunked(bytes, size), untilClosed(bytes)]) {
            const { isWhole, answer } = read(wire, cuts);
            expect(isWhole).toBe(true);
            expect(answer).toEqual({ status: 200, body: text });
          }
        },
      ),
    );
  });

  it("says whether its socket may be used again, and for how long", () => {
    const body = Buffer.from("{}");
    expect(read(withLength(body)).reader).toMatchObject({ isReusable: true, keptMilliseconds: 72_000 });
    expect(read(chunked(body, 1)).reader).toMatchObject({ isReusable: true, keptMilliseconds: null });
    expect(read(untilClosed(body)).reader.isReusable).toBe(false);
    expect(read(Buffer.concat([withLength(body), Buffer.from("HTTP/1.1 200")])).reader.isReusable).toBe(
      false,
    );
    expect(read(Buffer.from("HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n")).reader.isReusable).toBe(false);
  });

  it("may be announced by others, and may have no body", () => {
    const wire = `${head([], "103 Early Hints")}${head([], "204 No Content")}`;
    expect(read(Buffer.from(wire))).toMatchObject({ isWhole: true, answer: { status: 204, body: "" } });
  });

  it("is not whole when the socket closes too early", () => {
    const wire = withLength(Buffer.from("{}"));
    expect(read(wire.subarray(0, -1)).isWhole).toBe(false);
    expect(read(wire.subarray(0, 9)).isWhole).toBe(false);
    expect(read(chunked(Buffer.from("{}"), 1).subarray(0, -1)).isWhole).toBe(false);
  });

  it.each([
    ["is something else", "SSH-2.0-OpenSSH_9.2\r\n\r\n"],
    ["has no such status", head([], "99 What")],
    ["changes the protocol", head([], "101 Switching Protocols")],
    ["has two lengths", head(["content-length: 1", "content-length: 2"])],
    ["has a length and chunks", head(["content-length: 1", "transfer-encoding: chunked"])],
    ["has a length below nothing", head(["content-length: -1"])],
    ["has a length that is none", head(["content-length: 0x10"])],
    ["is compressed on its way", head(["transfer-encoding: gzip, chunked"])],
    ["has a header without a name", head([": value"])],
    ["has a header over two lines", head(["x: one", " two"])],
    ["has a chunk without a size", `${head(["transfer-encoding: chunked"])}\r\n`],
    ["has a chunk of strange size", `${head(["transfer-encoding: chunked"])}-5\r\n`],
    ["has a chunk longer than it says", `${head(["transfer-encoding: chunked"])}2\r\n{}}\r\n`],
    ["has a head without end", "HTTP/1.1 200 OK\r\n".padEnd(20_000, "x")],
    ["has a line without end", head(["transfer-encoding: chunked"]).padEnd(6_000, "1")],
  ])("is refused when it %s", (_what, wire) => {
    expect(() => read(Buffer.from(wire))).toThrow(NotHttp);
  });

  it("may not be larger than any honest one", () => {
    const length = ANSWER_BYTES_MAX + 1;
    expect(() => read(Buffer.from(head([`content-length: ${length}`])))).toThrow(AnswerTooLarge);
    const endless = Buffer.alloc(length, "x");
    expect(() => read(untilClosed(endless))).toThrow(AnswerTooLarge);
    expect(() => read(chunked(endless, length))).toThrow(AnswerTooLarge);
  });
});
