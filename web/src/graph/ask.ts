import "server-only";
import type { OperationVariables, TypedDocumentNode } from "@apollo/client";
import { addTypenameToDocument } from "@apollo/client/utilities";
import { type DocumentNode, print } from "graphql";
import { config } from "#web/config.ts";
import { type Fault, faultOf, toFault } from "./fault.ts";

/** What the graph answered: data may be there in part, and then `faults` say what is missing. */
export type Answer<Data> = Readonly<{ data: Data | null; faults: readonly Fault[]; status: number }>;

/** The router gives its subgraphs less than this; beyond it nobody is answering. */
const ANSWER_MILLISECONDS_MAX = 10_000;

const CLIENT = { "apollographql-client-name": "outcry-web", "apollographql-client-version": "1" };

type Body<Data> = { data?: Data | null; errors?: unknown[] };

/**
 * Asks the router from this server, anonymously unless a token is given. Never throws: a router that is away is a fault.
 * Nothing is cached here; the router keeps what anonymous people ask.
 */
export async function ask<Data, Variables extends OperationVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  token: string | null = null,
): Promise<Answer<Data>> {
  try {
    const response = await fetch(config().graphqlUrl, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/graphql-response+json, application/json",
        ...CLIENT,
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify({ query: textOf(document), variables }),
      cache: "no-store",
      signal: AbortSignal.timeout(ANSWER_MILLISECONDS_MAX),
    });
    const body = (await response.json()) as Body<Data>;
    return { data: body.data ?? null, faults: (body.errors ?? []).map(toFault), status: response.status };
  } catch (thrown) {
    const isLate = thrown instanceof Error && thrown.name === "TimeoutError";
    return { data: null, faults: [faultOf(isLate ? "TIMEOUT" : "UNREACHABLE")], status: 0 };
  }
}

/** Documents are constants of the build, so this holds as many texts as there are operations. */
const texts = new WeakMap<DocumentNode, string>();

function textOf(document: DocumentNode): string {
  const known = texts.get(document);
  if (known !== undefined) return known;
  // As the browser asks it: what is fetched here goes into the same cache there.
  const text = print(addTypenameToDocument(document));
  texts.set(document, text);
  return text;
}
