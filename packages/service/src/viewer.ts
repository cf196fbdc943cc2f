import { UnauthenticatedError } from "./faults.ts";
import type { Passport } from "./passport.ts";

/** The signed-in person's id. Throws UNAUTHENTICATED when nobody is signed in. */
export function requireUser(passport: Passport): string {
  if (passport.userId === null) throw new UnauthenticatedError("Please sign in first.");
  return passport.userId;
}
