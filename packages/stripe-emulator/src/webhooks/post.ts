import http from "node:http";
import https from "node:https";

const ANSWER_MILLISECONDS_MAX = 10_000;

const agents = {
  "http:": new http.Agent({ keepAlive: true, maxSockets: 32 }),
  "https:": new https.Agent({ keepAlive: true, maxSockets: 32 }),
};

/** Posts a payload and answers with the status; 0 when nobody answered. Never throws. */
export function postPayload(url: string, payload: string, headers: Record<string, string>): Promise<number> {
  const target = new URL(url);
  const secure = target.protocol === "https:";
  return new Promise((resolve) => {
    const request = (secure ? https : http).request(
      target,
      {
        method: "POST",
        agent: secure ? agents["https:"] : agents["http:"],
        headers: { ...headers, "content-length": String(Buffer.byteLength(payload)) },
      },
      (response) => {
        response.on("error", () => resolve(0));
        response.on("end", () => resolve(response.statusCode ?? 0));
        response.resume();
      },
    );
    request.setTimeout(ANSWER_MILLISECONDS_MAX, () => request.destroy());
    request.on("error", () => resolve(0));
    request.on("close", () => resolve(0));
    request.end(payload);
  });
}
