import { badRequest } from "../refusal.ts";

/** What a client sent, as far as it has the right shape; what has not is left for Apollo Server to refuse. */
export type Parameters = Readonly<{
  query: string | undefined;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  /** SHA-256 of a document sent earlier. */
  persisted: string | undefined;
  /** Whether everything has the right shape, extensions included. */
  wellFormed: boolean;
}>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;

export function parametersIn(body: unknown): Parameters {
  if (Array.isArray(body)) throw badRequest("Several operations in one request are not served.");
  const { query, operationName, variables, extensions } = isRecord(body) ? body : {};
  const persisted = isRecord(extensions) && isRecord(extensions.persistedQuery) && extensions.persistedQuery;
  return {
    query: typeof query === "string" ? query : undefined,
    operationName: typeof operationName === "string" ? operationName : undefined,
    variables: isRecord(variables) ? variables : {},
    persisted: persisted && typeof persisted.sha256Hash === "string" ? persisted.sha256Hash : undefined,
    wellFormed:
      typeof query === "string" &&
      (typeof operationName === "string" || isAbsent(operationName)) &&
      (isRecord(variables) || isAbsent(variables)) &&
      (isRecord(extensions) || isAbsent(extensions)) &&
      !persisted,
  };
}

/** The same from the search of a GET. */
export function parametersOf(search: URLSearchParams): Parameters {
  const json = (name: string): unknown => {
    try {
      return JSON.parse(search.get(name) ?? "null");
    } catch {
      return undefined; // Apollo Server says what is wrong with it.
    }
  };
  const once = (name: string) => (search.getAll(name).length === 1 ? search.get(name) : undefined);
  return parametersIn({
    query: once("query"),
    operationName: once("operationName"),
    variables: json("variables"),
    extensions: json("extensions"),
  });
}
