"use client";

import { ApolloProvider } from "@apollo/client/react";
import { createContext, type ReactNode, useContext, useState } from "react";
import { makeClient } from "./browser-client.ts";

const SignedInContext = createContext(false);

/** Whether this page was opened by somebody who is signed in. */
export const useSignedIn = (): boolean => useContext(SignedInContext);

type Props = Readonly<{ socketUrl: string; signedIn: boolean; children: ReactNode }>;

/** Gives every client component below the one client of this page. */
export function GraphProvider({ socketUrl, signedIn, children }: Props) {
  const [client] = useState(() => makeClient(socketUrl, signedIn));
  return (
    <SignedInContext value={signedIn}>
      <ApolloProvider client={client}>{children}</ApolloProvider>
    </SignedInContext>
  );
}
