/** Whether DATABASE_URL can be meant seriously. Whether it lets us in is for whoever speaks PostgreSQL. */
import { connect } from "node:net";
import { Hindrance } from "./machine.mjs";

const CONNECT_MILLISECONDS_MAX = 3_000;
const WAY_OUT = "Correct it, or leave it unset and Outcry starts a PostgreSQL of its own.";

/** Null when somebody answers there, else why not. */
const refusalOf = (hostname, port) =>
  new Promise((resolve) => {
    const socket = connect({ host: hostname, port });
    const end = (reason) => {
      socket.destroy();
      resolve(reason);
    };
    socket.setTimeout(CONNECT_MILLISECONDS_MAX, () => end("no answer"));
    socket.once("error", (error) => end(error.code ?? error.message));
    socket.once("connect", () => end(null));
  });

/** Throws one sentence when DATABASE_URL is set and is no address of a server that answers. It never shows the password. */
export async function checkDatabaseUrl(text = process.env.DATABASE_URL) {
  if (!text) return;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || !url.hostname) {
    throw new Hindrance(
      `DATABASE_URL must look like postgres://user:password@host:5432/database. ${WAY_OUT}`,
    );
  }
  const port = Number(url.port || 5432);
  const refusal = await refusalOf(url.hostname.replace(/^\[|\]$/g, ""), port);
  if (!refusal) return;
  throw new Hindrance(
    `DATABASE_URL leads to ${url.hostname}:${port}, where nobody answers (${refusal}). ${WAY_OUT}`,
  );
}
