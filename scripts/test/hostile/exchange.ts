import { request } from "node:http";
import { connect } from "node:net";

const ANSWER_MILLISECONDS_MAX = 30_000;

export type Heard = Readonly<{
  status: number;
  type: string;
  text: string;
  headers: Record<string, unknown>;
}>;
export type Sent = Readonly<{
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}>;

/** One request, with no header but those given, and its answer to the last byte. */
export function send(url: string, { method = "POST", headers = {}, body }: Sent): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, timeout: ANSWER_MILLISECONDS_MAX }, (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
      });
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          type: answer.headers["content-type"] ?? "",
          text,
          headers: answer.headers,
        }),
      );
    });
    asked.on("timeout", () => asked.destroy(new Error("no answer")));
    asked.on("error", reject);
    asked.end(body);
  });
}

/** Bytes as they are, for what no HTTP client would send. Settles when the answer has an end, or the line is cut. */
export function sendBytes(url: string, bytes: string): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    let text = "";
    const done = () => {
      const [head = "", body = ""] = text.split("\r\n\r\n", 2);
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0);
      const type = /^content-type: (.*)$/im.exec(head)?.[1] ?? "";
      resolve({ status, type, text: body, headers: {} });
    };
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(ANSWER_MILLISECONDS_MAX, () => socket.destroy(new Error("no answer")));
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      if (!text.includes('"errors"')) return;
      socket.destroy();
      done();
    });
    socket.on("close", done);
    socket.on("error", reject);
  });
}

/** What an answer never shows to anybody: how we are made, and where. */
export const REVEALING =
  /\bat (async )?[\w.<>]+ \(|\.ts:\d|node_modules|postgres|127\.0\.0\.1|localhost|ECONN|outcry_|password authentication|Did you mean|valueCompletion|stacktrace/i;

/** The code of an answer's first error; `null` when there is none. */
export function codeIn(text: string): string | null {
  const { errors } = JSON.parse(text) as { errors?: { extensions: { code: string } }[] };
  return errors?.[0]?.extensions.code ?? null;
}
