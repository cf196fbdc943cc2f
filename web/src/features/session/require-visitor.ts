import "server-only";
import { redirect } from "next/navigation";
import { type Visitor, visitor } from "#web/graph/visitor.ts";
import { signInPath } from "./return-to.ts";

/** The signed-in visitor; anybody else is sent to sign in, and comes back. */
export async function requireVisitor(here: string): Promise<Visitor> {
  return (await visitor()) ?? redirect(signInPath(here));
}
