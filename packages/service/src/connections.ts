import { BadUserInputError } from "./faults.ts";

export const PAGE_SIZE_MAX = 100;
const PAGE_SIZE_USUAL = 20;
const CURSOR_LENGTH_MAX = 1_000;

/** A page as a client asked for it. `after` holds the keyset values of the last row seen. */
export type PageRequest = Readonly<{ first: number; after: string[] | null }>;

export type Connection<Node> = {
  edges: { cursor: string; node: Node }[];
  nodes: Node[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
};

const encodeCursor = (keys: readonly string[]): string =>
  Buffer.from(JSON.stringify(keys)).toString("base64url");

function decodeCursor(cursor: string): string[] {
  try {
    if (cursor.length > CURSOR_LENGTH_MAX) throw new Error("too long");
    const keys: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(keys) && keys.every((key) => typeof key === "string" && !key.includes("\0")))
      return keys;
  } catch {
    // Falls through: whatever is wrong with it, the cursor is not one of ours.
  }
  throw new BadUserInputError("`after` is not a cursor of this list.");
}

/**
 * Reads the arguments of a connection. Throws BAD_USER_INPUT when `first` is not 1 to `max`, or `after` is not a cursor.
 * The store must still check that the keys have the number and types it gave out, and throw BadUserInputError if not.
 */
export function readPageRequest(
  args: { first?: number | null | undefined; after?: string | null | undefined },
  max: number = PAGE_SIZE_MAX,
): PageRequest {
  const first = args.first ?? PAGE_SIZE_USUAL;
  if (!Number.isInteger(first) || first < 1 || first > max) {
    throw new BadUserInputError(`\`first\` must be from 1 to ${max}.`);
  }
  return { first, after: args.after == null ? null : decodeCursor(args.after) };
}

/** Makes a page of rows that were fetched with `limit first + 1`: the extra row tells that there is more. */
export function toConnection<Row, Node>(
  rows: readonly Row[],
  request: PageRequest,
  cursorOf: (row: Row) => readonly string[],
  nodeOf: (row: Row) => Node,
): Connection<Node> {
  const edges = rows
    .slice(0, request.first)
    .map((row) => ({ cursor: encodeCursor(cursorOf(row)), node: nodeOf(row) }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: rows.length > request.first,
      hasPreviousPage: request.after !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
