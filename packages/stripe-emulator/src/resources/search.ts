import type Stripe from "stripe";
import { invalidParameter } from "../errors.ts";
import type { Call } from "../http/endpoint.ts";
import type { Kind, Kinds } from "../store/kinds.ts";
import { listObjects } from "../store/lists.ts";
import type { Work } from "../store/work.ts";

const CLAUSE = /^(?:metadata\[(["'])(.+?)\1\]|([a-z_]+))\s*:\s*(["'])(.*)\4$/;
const CLAUSES_MAX = 10;
const LIMIT_MAX = 100;

/** `metadata['order']:'7' AND status:'succeeded'`: clauses joined with AND, each an equality. */
function clausesOf(query: string): {
  metadata: Record<string, string>;
  fields: Record<string, string>;
} {
  const clauses = query.trim().split(/\s+AND\s+/i);
  if (clauses.length > CLAUSES_MAX)
    throw invalidParameter("The search has too many clauses.", { param: "query" });
  const metadata: Record<string, string> = {};
  const fields: Record<string, string> = {};
  for (const clause of clauses) {
    const match = CLAUSE.exec(clause.trim());
    if (!match) {
      throw invalidParameter(
        `We were unable to parse your search query: ${clause}. (The emulator knows equalities joined with AND.)`,
        { param: "query" },
      );
    }
    const [, , metadataName, field, , value = ""] = match;
    if (metadataName !== undefined) metadata[metadataName] = value;
    else if (field !== undefined) fields[field] = value;
  }
  return { metadata, fields };
}

/** Stripe's search, which there lags a little behind; here it never does. One page, newest first. */
export async function search<K extends Kind>(
  work: Work,
  { parameters }: Call,
  kind: K,
  url: string,
): Promise<Stripe.ApiSearchResult<Kinds[K]>> {
  const { metadata, fields } = clausesOf(parameters.required("query"));
  const limit = Math.min(parameters.integer("limit") ?? 10, LIMIT_MAX);
  const after = parameters.text("page");
  parameters.finish();
  const page = { limit, startingAfter: after, endingBefore: undefined, created: {} };
  const { customer, ...others } = fields;
  const found = await listObjects(work, kind, url, page, { customer, metadata, fields: others });
  return {
    object: "search_result",
    data: found.data,
    has_more: found.has_more,
    url,
    next_page: found.has_more ? (found.data.at(-1)?.id ?? null) : null,
  };
}
