import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { badRequest, Refusal } from "../refusal.ts";

/** The client went away before its request was whole: there is nobody to answer. */
export class ClientGone extends Error {}

const NOTHING = Buffer.alloc(0);

/**
 * The bytes of a body, at most `bytesMax` of them. Throws `Refusal` 413 for more, 415 for compressed ones, or rejects with it.
 * A body that came together with its headers is there as soon as these have been dealt with, and needs no waiting for.
 */
export function readBody(request: IncomingMessage, bytesMax: number): Buffer | Promise<Buffer> {
  const encoding = request.headers["content-encoding"];
  // A compressed body of 256 KB may unfold to 256 MB.
  if (encoding !== undefined && encoding !== "identity")
    throw badRequest("Compressed bodies are not accepted.", 415);
  if (Number(request.headers["content-length"]) > bytesMax) throw tooLarge(bytesMax);
  // It went away before anybody read.
  if (request.destroyed) throw new ClientGone();
  if (!request.complete) return collect(request, bytesMax);
  const whole = (request.read() as Buffer | null) ?? NOTHING;
  if (whole.length > bytesMax) throw tooLarge(bytesMax);
  return whole;
}

/** The same for a body that is still on its way. */
const collect = (request: IncomingMessage, bytesMax: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else reject(tooLarge(bytesMax)); // What still arrives is dropped, and the socket closed with the answer.
    });
    request.on("end", () => resolve(Buffer.concat(chunks, Math.min(bytes, bytesMax))));
    request.on("error", () => reject(new ClientGone()));
    request.on("close", () => {
      if (!request.complete) reject(new ClientGone());
    });
  });

const tooLarge = (bytesMax: number): Refusal =>
  new Refusal("PAYLOAD_TOO_LARGE", 413, `A body may have at most ${bytesMax} bytes.`, {
    connection: "close",
  });

/** JSON in UTF-8. Throws `Refusal` 400; also for a byte order mark, which RFC 8259 forbids. */
export function parseJson(body: Buffer): unknown {
  try {
    if (isUtf8(body)) return JSON.parse(body.toString("utf8"));
  } catch {
    // Said below.
  }
  throw badRequest("The body is not JSON in UTF-8.");
}

/** Throws `Refusal` 415 unless the content type is JSON in UTF-8. */
export function requireJson(contentType: string | undefined): void {
  if (contentType === "application/json") return;
  const [essence = "", ...parameters] = (contentType ?? "")
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  if (essence !== "application/json")
    throw badRequest("Send the operation as JSON, with content-type: application/json.", 415);
  for (const parameter of parameters) {
    const [name, value = ""] = parameter.split("=");
    if (name === "charset" && !["utf-8", "utf8"].includes(value.replaceAll('"', "")))
      throw badRequest("Only UTF-8 is accepted.", 415);
  }
}
