import { type Client, createClient } from "graphql-ws";
import { setLiveState } from "./live-state.ts";

const RETRY_MILLISECONDS_MIN = 500;
const RETRY_MILLISECONDS_MAX = 15_000;
/** Silence longer than this means that the line is dead, whatever the operating system believes. */
const KEEP_ALIVE_MILLISECONDS = 15_000;
const PONG_MILLISECONDS_MAX = 5_000;
/** A socket that nothing needs stays open this long, for the next page. */
const LINGER_MILLISECONDS = 5_000;
/** Interruptions shorter than this are nobody's business. */
const SILENT_MILLISECONDS = 1_200;

/** Half to the whole of a wait that doubles: a thousand pages do not come back in the same moment. */
export const retryWait = (retries: number, random: () => number = Math.random): number => {
  const full = Math.min(RETRY_MILLISECONDS_MAX, RETRY_MILLISECONDS_MIN * 2 ** Math.min(retries, 10));
  return full / 2 + (random() * full) / 2;
};

type Ticket = () => Promise<string | null>;

/**
 * The socket to the router. It opens when something subscribes, comes back by itself for as long as something does,
 * and asks for a fresh ticket each time, since a ticket works once. Anonymous people need none.
 */
export function createLiveClient(url: string, ticket: Ticket): Client {
  let pongDue: ReturnType<typeof setTimeout> | undefined;
  let outage: ReturnType<typeof setTimeout> | undefined;
  let socket: WebSocket | undefined;
  const isOnline = (): boolean => typeof navigator === "undefined" || navigator.onLine;
  const interrupted = (): void => {
    clearTimeout(outage);
    outage = setTimeout(() => setLiveState(isOnline() ? "reconnecting" : "offline"), SILENT_MILLISECONDS);
  };
  return createClient({
    url,
    lazy: true,
    lazyCloseTimeout: LINGER_MILLISECONDS,
    keepAlive: KEEP_ALIVE_MILLISECONDS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) => new Promise((resolve) => setTimeout(resolve, retryWait(retries))),
    connectionParams: async () => {
      const given = await ticket();
      return given ? { ticket: given } : {};
    },
    on: {
      connected: (opened) => {
        socket = opened as WebSocket;
        clearTimeout(outage);
        setLiveState("live");
      },
      closed: (event) => {
        clearTimeout(pongDue);
        // Closed by ourselves, because nothing needs it any more.
        if ((event as CloseEvent).code === 1000) {
          clearTimeout(outage);
          setLiveState("idle");
        } else interrupted();
      },
      error: interrupted,
      ping: (received) => {
        if (!received) pongDue = setTimeout(() => socket?.close(4408, "No answer"), PONG_MILLISECONDS_MAX);
      },
      pong: (received) => {
        if (received) clearTimeout(pongDue);
      },
    },
  });
}
