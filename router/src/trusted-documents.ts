import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Logger } from "pino";
import { z } from "zod";
import type { Caller } from "./caller.ts";
import type { Prepared } from "./operations.ts";
import { badRequest } from "./refusal.ts";

/** `log` tells what `enforce` would refuse. */
export type TrustedDocumentsMode = "off" | "log" | "enforce";

const manifest = z.record(z.string(), z.string());
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * The documents of our own clients, collected when they are built. Enforced, nobody else's run: a stranger cannot
 * even try an expensive query. Holders of an API key may send their own, within the limits: they are partners.
 */
export class TrustedDocuments {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #mode: TrustedDocumentsMode;
  readonly #log: Logger;

  constructor(documents: Readonly<Record<string, string>>, mode: TrustedDocumentsMode, log: Logger) {
    this.#texts = new Map(
      Object.entries(documents).flatMap(([id, text]): [string, string][] => [
        [id, text],
        [sha256(text), text],
      ]),
    );
    this.#mode = mode;
    this.#log = log;
  }

  /** The document with this id or SHA-256, for clients that send only that. */
  text(id: string): string | undefined {
    return this.#texts.get(id);
  }

  /** Throws `Refusal` when the document may not run. */
  check({ hash, text }: Prepared, caller: Caller): void {
    if (this.#mode === "off" || caller.apiKey || this.#texts.has(hash)) return;
    if (this.#mode === "enforce")
      throw badRequest("Only known documents are served. Partners send their own with an API key.");
    this.#log.warn({ hash, document: text.slice(0, 500) }, "a document is not among the trusted ones");
  }
}

export const noTrustedDocuments = (log: Logger): TrustedDocuments => new TrustedDocuments({}, "off", log);

/** Reads a manifest: an object of ids and documents. Throws when it is none. */
export async function readTrustedDocuments(
  { file, mode }: Readonly<{ file: string; mode: TrustedDocumentsMode }>,
  log: Logger,
): Promise<TrustedDocuments> {
  if (mode === "off") return noTrustedDocuments(log);
  return new TrustedDocuments(manifest.parse(JSON.parse(await readFile(file, "utf8"))), mode, log);
}
