import { ok, type Result, refuse } from "@outcry/kernel";
import { invalid, type Refusal, type Role } from "./account.ts";
import { readLine } from "./text.ts";

export const API_KEYS_MAX = 50;
const NAME_LENGTH_MAX = 100;
const REQUESTS_PER_MINUTE_USUAL = 600;
const REQUESTS_PER_MINUTE_MAX = 600;
const REQUESTS_PER_MINUTE_MAX_OF_ADMINS = 600_000;

/** An API key without its secret, which nobody keeps. */
export type ApiKey = Readonly<{
  id: string;
  name: string;
  scopes: readonly string[];
  requestsPerMinute: number;
  createdAt: Date;
}>;

/** Whom a key speaks for. */
export type ApiKeyIdentity = Readonly<{
  keyId: string;
  userId: string;
  roles: readonly Role[];
  scopes: readonly string[];
  requestsPerMinute: number;
}>;

export type ApiKeyRequest = Readonly<{
  name: string;
  scopes: readonly string[];
  requestsPerMinute: number | null;
}>;

/** What the one who asks may do: nobody gives a key more than they hold, least of all another key. */
export type Grantor = Readonly<{ roles: readonly Role[]; scopes: readonly string[] }>;

/** Why nobody's key may make so many requests a minute, even when an admin says so; null when it may. */
export const quotaObjection = (requestsPerMinute: number): Refusal | null =>
  requestsPerMinute >= 1 && requestsPerMinute <= REQUESTS_PER_MINUTE_MAX_OF_ADMINS
    ? null
    : invalid("requestsPerMinute", quotaSentence(REQUESTS_PER_MINUTE_MAX_OF_ADMINS));

const quotaSentence = (most: number): string =>
  `A key makes from 1 to ${most.toLocaleString("en-US")} requests a minute.`;

/** Decides what a new key may do. */
export function readApiKey(
  request: ApiKeyRequest,
  grantor: Grantor,
): Result<Omit<ApiKey, "id" | "createdAt">, Refusal[]> {
  const refusals: Refusal[] = [];
  const name = readLine(request.name, 1, NAME_LENGTH_MAX);
  if (!name.ok) refusals.push(invalid("name", `The name ${name.refusal}`));
  const scopes = [...new Set(request.scopes)];
  if (scopes.some((scope) => !grantor.scopes.includes(scope))) {
    refusals.push(invalid("scopes", `A key can have these scopes: ${grantor.scopes.join(", ")}.`));
  }
  const most = grantor.roles.includes("ADMIN") ? REQUESTS_PER_MINUTE_MAX_OF_ADMINS : REQUESTS_PER_MINUTE_MAX;
  const requestsPerMinute = request.requestsPerMinute ?? REQUESTS_PER_MINUTE_USUAL;
  if (requestsPerMinute < 1 || requestsPerMinute > most) {
    refusals.push(invalid("requestsPerMinute", quotaSentence(most)));
  }
  return refusals.length > 0 || !name.ok
    ? refuse(refusals)
    : ok({ name: name.value, scopes, requestsPerMinute });
}
