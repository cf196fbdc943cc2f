import { createHash } from "node:crypto";
import { addTypenameToDocument } from "@apollo/client/utilities";
import { type DocumentNode, Kind, print } from "graphql";
import * as generated from "./src/graph/__generated__/graphql.ts";

type Named = Readonly<{ name: string; text: string }>;

/** Fragments are documents too, but nobody sends them alone. */
function operationIn(value: unknown): Named[] {
  if (typeof value !== "object" || value === null || !("kind" in value)) return [];
  const document = value as DocumentNode;
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
  return [{ name: operation.name?.value ?? "", text: print(addTypenameToDocument(document)) }];
}

/**
 * Every operation of the storefront by the SHA-256 of its text, in the order of their names. The texts are, to the letter, what
 * Apollo Client and `ask` send: routers that enforce trusted documents compare hashes.
 */
export const trustedDocuments = (): Record<string, string> =>
  Object.fromEntries(
    Object.values(generated)
      .flatMap(operationIn)
      .sort((one, other) => (one.name < other.name ? -1 : 1))
      .map(({ text }) => [createHash("sha256").update(text).digest("hex"), text]),
  );
