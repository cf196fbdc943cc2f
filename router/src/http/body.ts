import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { badRequest, Refusal } from "../refusal.ts";

/** The client went away before its request was whole: there is nobody to answer. */
export class ClientGone extends Error {}

/** The bytes of a body, at most `bytesMax` of them. Throws `Refusal` 413 for more, 415 for compressed ones. */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const encoding = request.headers["content-encoding"];
  // A compressed body of 256 KB may unfold to 256 MB.
  if (encoding !== undefined && encoding !== "identity")
    return Promise.reject(badRequest("Compressed bodies are not accepted.", 415));
  if (Number(request.headers["content-length"]) > bytesMax) return Promise.reject(tooLarge(bytesMax));
  // It went away before anybody read.
  if (request.destroyed) return Promise.reject(new ClientGone());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else reject(tooLarge(bytesMax)); // What still arrives is dropped, and the socket closed with the answer.
    });
    request.on("end", () => {
      const only = chunks.length === 1 ? chunks[0] : undefined;
      resolve(only ?? Buffer.concat(chunks, Math.min(bytes, bytesMax)));
    });
    request.on("error", () => reject(new ClientGone()));
    request.on("close", () => {
      if (!request.complete) reject(new ClientGone());
    });
  });
}

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
