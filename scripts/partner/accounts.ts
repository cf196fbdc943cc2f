import { randomBytes } from "node:crypto";
import { type GraphClient, graphClient, USER_ERRORS, type UserErrorAnswer } from "./graph-client.ts";
import { Mistake } from "./stop-with-sentence.ts";

const KEY_REQUESTS_PER_MINUTE = 600_000;
const ALL_SCOPES = ["market:trade", "catalog:write", "orders:write", "payments:write", "account:write"];

type Refusals = { userErrors: UserErrorAnswer[] };
type SessionAnswer = Refusals & { session: { accessToken: string; user: { id: string } } | null };
type KeyAnswer = Refusals & { secret: string | null; apiKey: { id: string } | null };

const refuse = (what: string, { userErrors }: Refusals): Mistake =>
  new Mistake(
    `${what} was refused: ${userErrors.map(({ message }) => message).join(" ") || "without a reason."}`,
  );

const LOGIN = `mutation Login($input: LoginInput!) { login(input: $input) { session { accessToken user { id } } ${USER_ERRORS} } }`;
const REGISTER = `mutation Register($input: RegisterInput!) {
  register(input: $input) { session { accessToken user { id } } ${USER_ERRORS} } }`;
const CREATE_KEY = `mutation CreateKey($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { secret apiKey { id } ${USER_ERRORS} } }`;
const SET_QUOTA = `mutation SetQuota($input: SetApiKeyQuotaInput!) {
  setApiKeyQuota(input: $input) { apiKey { id } ${USER_ERRORS} } }`;
const VERIFY_SELLER = `mutation Verify($input: DecideSellerVerificationInput!) {
  decideSellerVerification(input: $input) { user { id } ${USER_ERRORS} } }`;

async function createKey(client: GraphClient, name: string, requestsPerMinute: number | null) {
  const { createApiKey } = await client.ask<{ createApiKey: KeyAnswer }>(CREATE_KEY, {
    input: { name, scopes: ALL_SCOPES, requestsPerMinute },
  });
  if (!createApiKey.secret || !createApiKey.apiKey) throw refuse("The API key", createApiKey);
  return { secret: createApiKey.secret, id: createApiKey.apiKey.id };
}

/** Signs in as an admin and makes a key whose quota lets a whole file through. */
export async function adminKey(url: string, email: string, password: string, name: string): Promise<string> {
  const { login } = await graphClient(url, null).ask<{ login: SessionAnswer }>(LOGIN, {
    input: { email, password },
  });
  if (!login.session) throw refuse(`Signing in as ${email}`, login);
  return (await createKey(graphClient(url, login.session.accessToken), name, KEY_REQUESTS_PER_MINUTE)).secret;
}

/** Opens an account for this job alone, verified and with a key whose quota an admin raised. Returns the key. */
export async function jobAccount(
  url: string,
  admin: GraphClient,
  role: string,
): Promise<{ key: string; userId: string }> {
  const suffix = randomBytes(6).toString("hex");
  const { register } = await graphClient(url, null).ask<{ register: SessionAnswer }>(REGISTER, {
    input: {
      email: `${role}-${suffix}@replay.outcry.test`,
      password: randomBytes(24).toString("base64url"),
      displayName: `Replay ${role}`,
    },
  });
  if (!register.session) throw refuse(`An account for the ${role}`, register);
  const key = await createKey(graphClient(url, register.session.accessToken), `replay ${role}`, null);
  const { setApiKeyQuota } = await admin.ask<{ setApiKeyQuota: KeyAnswer }>(SET_QUOTA, {
    input: { apiKeyId: key.id, requestsPerMinute: KEY_REQUESTS_PER_MINUTE },
  });
  if (!setApiKeyQuota.apiKey) throw refuse("The quota", setApiKeyQuota);
  const userId = register.session.user.id;
  const verified = await admin.ask<{ decideSellerVerification: Refusals }>(VERIFY_SELLER, {
    input: { userId, verified: true },
  });
  if (verified.decideSellerVerification.userErrors.length > 0)
    throw refuse("Verification", verified.decideSellerVerification);
  return { key: key.secret, userId };
}
