import { newId, systemClock } from "@outcry/kernel";
import { BODY_BYTES_MAX } from "../limits.ts";
import type { Logger } from "../logger.ts";
import { verifyPassport } from "../passport.ts";
import { type Answering, type GraphAnswer, refusal } from "./answering.ts";

/** The router waits this long for a mutation, and less for anything else. */
const PATIENCE_MILLISECONDS_MAX = 10_000;

/** What HTTP would carry in a body and two headers. */
export type GraphCall = Readonly<{
  body: string;
  passport: string | undefined;
  requestId: string | undefined;
}>;

/** A running subgraph's graph for callers in the same process. */
export interface InProcessGraph {
  /** The same answer, and the same refusal, as `POST /graphql` gives. Rejects only once the subgraph has stopped. */
  call(call: GraphCall): Promise<GraphAnswer>;
}

export type InProcessOptions = Readonly<{
  audience: string;
  passportKeys: Readonly<Record<string, string>>;
  answering: Answering;
  logger: Logger;
}>;

const STRANGER = refusal(401, "UNAUTHENTICATED", "No valid passport.");
const TOO_LARGE = refusal(413, "PAYLOAD_TOO_LARGE", "The request could not be read.");

/** Opens a graph to its own process. A caller in the same process is believed no more than one from a network. */
export function openInProcess({ audience, passportKeys, answering, logger }: InProcessOptions) {
  let isOpen = true;
  let underWay = 0;
  let allDone: () => void = () => {};
  const call = async ({ body, passport: header, requestId }: GraphCall): Promise<GraphAnswer> => {
    if (!isOpen) throw new Error(`${audience} has stopped.`);
    if (header === undefined) return STRANGER;
    if (Buffer.byteLength(body) > BODY_BYTES_MAX) return TOO_LARGE;
    const now = systemClock();
    const passport = verifyPassport({ passport: header, audience, keys: passportKeys, body, now });
    if (!passport) return STRANGER;
    underWay += 1;
    try {
      return await answering(body, { passport, requestId: requestId ?? newId(), logger });
    } finally {
      underWay -= 1;
      if (underWay === 0) allDone();
    }
  };
  return {
    graph: { call } satisfies InProcessGraph,
    /** Takes no more calls, and settles when those under way have their answers or nobody waits for them any more. */
    async close(): Promise<void> {
      isOpen = false;
      if (underWay === 0) return;
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, PATIENCE_MILLISECONDS_MAX);
        allDone = () => {
          clearTimeout(late);
          resolve();
        };
      });
    },
  };
}
