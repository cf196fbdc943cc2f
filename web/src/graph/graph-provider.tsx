"use client";

import { ApolloProvider } from "@apollo/client/react";
import { type ReactNode, useState } from "react";
import { makeClient } from "./browser-client.ts";

type Props = Readonly<{ socketUrl: string; signedIn: boolean; children: ReactNode }>;

/** Gives every client component below the one client of this page. */
export function GraphProvider({ socketUrl, signedIn, children }: Props) {
  const [client] = useState(() => makeClient(socketUrl, signedIn));
  return <ApolloProvider client={client}>{children}</ApolloProvider>;
}
