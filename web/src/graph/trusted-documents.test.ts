import { readFileSync } from "node:fs";
import { ApolloClient, ApolloLink, InMemoryCache } from "@apollo/client";
import { type DocumentNode, getOperationAST, print } from "graphql";
import { NEVER } from "rxjs";
import { describe, expect, it } from "vitest";
import * as generated from "./__generated__/graphql.ts";

const trusted = JSON.parse(
  readFileSync(new URL("../../../schema/operations.json", import.meta.url), "utf8"),
) as Record<string, string>;

const operations = Object.entries(generated).flatMap(([name, value]): [string, DocumentNode][] => {
  const document = value as unknown as DocumentNode;
  return name.endsWith("Document") && getOperationAST(document) ? [[name, document]] : [];
});

/** What the browser's client hands to its link, as text. */
function textSent(document: DocumentNode): string {
  let sent = "";
  const link = new ApolloLink(({ query }) => {
    sent = print(query);
    return NEVER;
  });
  const client = new ApolloClient({ cache: new InMemoryCache(), link });
  const kind = getOperationAST(document)?.operation;
  if (kind === "query") void client.query({ query: document });
  if (kind === "mutation") void client.mutate({ mutation: document });
  if (kind === "subscription") client.subscribe({ query: document }).subscribe();
  return sent;
}

describe("the trusted documents", () => {
  it("are as many as the storefront's operations", () => {
    expect(Object.keys(trusted)).toHaveLength(operations.length);
  });

  it.each(operations)("have %s exactly as the client sends it", (_name, document) => {
    expect(Object.values(trusted)).toContain(textSent(document));
  });
});
