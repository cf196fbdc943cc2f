const ID_LENGTH_MAX = 128;

export type SubscribeMessage = { type: "subscribe"; id: string; payload: Record<string, unknown> };

export type ClientMessage =
  | { type: "connection_init"; payload: Record<string, unknown> }
  | { type: "ping" }
  | { type: "pong" }
  | SubscribeMessage
  | { type: "complete"; id: string };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isId = (id: unknown): id is string => typeof id === "string" && id !== "" && id.length <= ID_LENGTH_MAX;

/** A message of a graphql-transport-ws client, or null when it is none. */
export function readMessage(text: string): ClientMessage | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(message)) return null;
  const { type, id, payload } = message;
  switch (type) {
    case "connection_init":
      if (payload !== undefined && payload !== null && !isRecord(payload)) return null;
      return { type, payload: payload ?? {} };
    case "ping":
    case "pong":
      return { type };
    case "subscribe":
      return isId(id) && isRecord(payload) && typeof payload.query === "string"
        ? { type, id, payload }
        : null;
    case "complete":
      return isId(id) ? { type, id } : null;
    default:
      return null;
  }
}
