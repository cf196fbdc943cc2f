import "server-only";
import { cookies } from "next/headers";
import { isStale, sessionIn } from "./session-cookies.ts";

/** Who asks for a page, as its cookies say. The token goes to the router and nowhere else. */
export type Visitor = Readonly<{ name: string; token: string }>;

/** The signed-in visitor of this request, or null. The proxy has renewed the session where it could. */
export async function visitor(): Promise<Visitor | null> {
  const jar = await cookies();
  const session = sessionIn((name) => jar.get(name)?.value);
  if (!session || isStale(session, Date.now())) return null;
  return { name: session.name, token: session.accessToken };
}
