import { ok, type Result, refuse } from "@outcry/kernel";
import { hasUnseen, readLine } from "./text.ts";

export type Role = "BUYER" | "SELLER" | "AUTHENTICATOR" | "SUPPORT" | "ADMIN";

/** Everybody who registers buys and sells at once. */
export const FIRST_ROLES: readonly Role[] = ["BUYER", "SELLER"];

/** A person. Only `id`, `displayName` and `createdAt` are for others to see. */
export type Account = Readonly<{
  id: string;
  email: string;
  displayName: string;
  roles: readonly Role[];
  sellerVerified: boolean;
  sellerDecidedAt: Date | null;
  createdAt: Date;
}>;

export type Refusal =
  | { kind: "Validation"; message: string; field?: string[] }
  | { kind: "NotFound"; message: string; field?: string[] }
  | { kind: "LimitReached"; limit: string; message: string };

export const invalid = (property: string, message: string) =>
  ({ kind: "Validation", message, field: ["input", property] }) satisfies Refusal;

const EMAIL_LENGTH_MAX = 254;
const EMAIL_PATTERN = /^[^\s@"(),:;<>[\]\\]{1,64}@[^\s@"(),:;<>[\]\\]+\.[^\s@"(),:;<>[\]\\.]{2,}$/u;

/** What makes two addresses the same: compatibility forms composed, lower case, no blanks around. */
export const normaliseEmail = (written: string): string =>
  written.normalize("NFKC").trim().toLowerCase().normalize("NFKC");

/** Whether a normalised address could be one. Whether it is somebody's only a letter to it can tell. */
export const isEmail = (email: string): boolean =>
  email.length <= EMAIL_LENGTH_MAX && !hasUnseen(email) && EMAIL_PATTERN.test(email);

const PASSWORD_LENGTH_MIN = 10;
export const PASSWORD_LENGTH_MAX = 128;

/** Passwords typed on different machines are the same text (NFKC) before they are hashed or counted. */
export const normalisePassword = (typed: string): string => typed.normalize("NFKC");

/** Length is what matters; which characters is up to the person. Refuses with a whole sentence. */
function readPassword(typed: string, email: string): Result<string, string> {
  const password = normalisePassword(typed);
  const length = [...password].length;
  if (length < PASSWORD_LENGTH_MIN)
    return refuse(`The password must have at least ${PASSWORD_LENGTH_MIN} characters.`);
  if (length > PASSWORD_LENGTH_MAX)
    return refuse(`The password must have at most ${PASSWORD_LENGTH_MAX} characters.`);
  if (/\p{Cs}|\0/u.test(password)) return refuse("The password contains characters that cannot be stored.");
  if (password.toLowerCase() === email) return refuse("The password must not be the e-mail address.");
  return new Set(password).size === 1
    ? refuse("The password must not be one character repeated.")
    : ok(password);
}

const DISPLAY_NAME_LENGTH_MIN = 2;
const DISPLAY_NAME_LENGTH_MAX = 50;

/** The name others see. */
export function readDisplayName(written: string): Result<string, Refusal> {
  // Compatibility forms such as full-width letters would let one name look like another.
  const name = readLine(written.normalize("NFKC"), DISPLAY_NAME_LENGTH_MIN, DISPLAY_NAME_LENGTH_MAX);
  return name.ok ? name : refuse(invalid("displayName", `The name ${name.refusal}`));
}

export type Registration = Readonly<{ email: string; password: string; displayName: string }>;

/** Holds a registration against every rule. Refuses with all that is wrong, not only the first. */
export function readRegistration(written: Registration): Result<Registration, Refusal[]> {
  const email = normaliseEmail(written.email);
  const password = readPassword(written.password, email);
  const displayName = readDisplayName(written.displayName);
  const refusals = [
    ...(isEmail(email) ? [] : [invalid("email", "This is not an e-mail address.")]),
    ...(password.ok ? [] : [invalid("password", password.refusal)]),
    ...(displayName.ok ? [] : [displayName.refusal]),
  ];
  if (refusals.length > 0 || !password.ok || !displayName.ok) return refuse(refusals);
  return ok({ email, password: password.value, displayName: displayName.value });
}
