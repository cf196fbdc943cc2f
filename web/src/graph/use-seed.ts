"use client";

import type { OperationVariables, TypedDocumentNode } from "@apollo/client";
import { useApolloClient } from "@apollo/client/react";
import { useState } from "react";

/**
 * Puts what a server component fetched into the page's cache before anything below reads it, so that the first
 * rendering, on the server too, has the data, and what comes live from then on changes it in one place.
 */
export function useSeed<Data, Variables extends OperationVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  data: Data | null,
): void {
  const client = useApolloClient();
  useState(() => {
    if (data) client.writeQuery({ query, variables, data } as Parameters<typeof client.writeQuery>[0]);
    return null;
  });
}
