import { connect, type Socket } from "node:net";

/** What came back for one request of a flood. Status 0: the connection ended before its answer. */
export type FloodAnswer = Readonly<{
  status: number;
  /** As sent: seconds. */
  retryAfter: string | null;
  body: string;
}>;

export type FloodOptions = Readonly<{
  /** The graph's address. */
  url: string;
  token: string;
  /** One request each, as JSON. */
  bodies: readonly string[];
  connections: number;
  /** An address of this machine to send from. */
  from?: string;
}>;

const UNANSWERED: FloodAnswer = { status: 0, retryAfter: null, body: "" };

function bytesOf({ url, token }: FloodOptions, body: string): string {
  const { host, pathname } = new URL(url);
  return [
    `POST ${pathname} HTTP/1.1`,
    `host: ${host}`,
    `authorization: Bearer ${token}`,
    "content-type: application/json",
    "accept: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}

type Line = { socket: Socket | null };

/** Reads one answer; the line is closed when the other side says or does so. */
function exchange(options: FloodOptions, line: Line, body: string): Promise<FloodAnswer> {
  const { hostname, port } = new URL(options.url);
  return new Promise((resolve) => {
    line.socket ??= connect({ host: hostname, port: Number(port), ...fromOf(options) });
    const { socket } = line;
    let heard: Buffer = Buffer.alloc(0);
    const done = (answer: FloodAnswer, isOver: boolean) => {
      socket.removeAllListeners();
      if (isOver) {
        socket.on("error", () => undefined).destroy();
        line.socket = null;
      }
      resolve(answer);
    };
    socket.on("error", () => done(UNANSWERED, true));
    socket.on("close", () => done(UNANSWERED, true));
    socket.on("data", (chunk: Buffer) => {
      heard = heard.length === 0 ? chunk : Buffer.concat([heard, chunk]);
      const answer = answerIn(heard);
      if (answer) done(answer, /^connection: close/im.test(heard.toString("latin1")));
    });
    socket.write(bytesOf(options, body));
  });
}

const fromOf = ({ from }: FloodOptions) => (from === undefined ? {} : { localAddress: from });

function answerIn(heard: Buffer): FloodAnswer | null {
  const end = heard.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const head = heard.toString("latin1", 0, end);
  const next = end + 4 + Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  if (heard.length < next) return null;
  const retryAfter = /^retry-after: (.+)$/im.exec(head)?.[1]?.trim() ?? null;
  return { status: Number(head.slice(9, 12)), retryAfter, body: heard.toString("utf8", end + 4, next) };
}

/** Sends as much at once as there are connections, and on each the next as soon as the last is answered. */
export async function flood(options: FloodOptions): Promise<FloodAnswer[]> {
  const answers: FloodAnswer[] = [];
  const waiting = options.bodies.values();
  const lane = async () => {
    const line: Line = { socket: null };
    for (const body of waiting) answers.push(await exchange(options, line, body));
    line.socket?.destroy();
  };
  await Promise.all(Array.from({ length: Math.min(options.connections, options.bodies.length) }, lane));
  return answers;
}
