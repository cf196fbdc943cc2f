/** What a signed-in person's browser keeps, in cookies that no script can read. */
export type SessionTokens = Readonly<{
  accessToken: string;
  refreshToken: string;
  /** When the access token expires, milliseconds since 1970. */
  expiresAt: number;
  /** Shown in the header, so that a page need not ask who this is. */
  name: string;
}>;

export const COOKIES = {
  access: "outcry-access",
  refresh: "outcry-refresh",
  profile: "outcry-profile",
} as const;

/** The refresh token's life. The access token's cookie lives as long: its own expiry is in the profile. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;
/** Renewed this early, so that a token does not expire on its way to the router. */
const EARLY_MILLISECONDS = 60_000;

export type CookieSettings = Readonly<{
  httpOnly: true;
  sameSite: "lax";
  secure: boolean;
  path: "/";
  maxAge: number;
}>;

type Written = readonly (readonly [name: string, value: string, settings: CookieSettings])[];

const settings = (secure: boolean, maxAge: number): CookieSettings => ({
  httpOnly: true,
  sameSite: "lax",
  secure,
  path: "/",
  maxAge,
});

/** The cookies of a session; without one, those that end it. */
export function cookiesFor(session: SessionTokens | null, secure: boolean): Written {
  const kept = settings(secure, session ? KEPT_SECONDS : 0);
  const profile = session ? JSON.stringify({ name: session.name, expiresAt: session.expiresAt }) : "";
  return [
    [COOKIES.access, session?.accessToken ?? "", kept],
    [COOKIES.refresh, session?.refreshToken ?? "", kept],
    [COOKIES.profile, session ? Buffer.from(profile).toString("base64url") : "", kept],
  ];
}

/** The session in a request's cookies; null when there is none, or when they are not ours. */
export function sessionIn(cookie: (name: string) => string | undefined): SessionTokens | null {
  const [accessToken, refreshToken, profile] = [
    cookie(COOKIES.access),
    cookie(COOKIES.refresh),
    cookie(COOKIES.profile),
  ];
  if (!accessToken || !refreshToken || !profile) return null;
  try {
    const { name, expiresAt } = JSON.parse(Buffer.from(profile, "base64url").toString("utf8")) as Record<
      string,
      unknown
    >;
    if (typeof name !== "string" || typeof expiresAt !== "number") return null;
    return { accessToken, refreshToken, expiresAt, name };
  } catch {
    return null;
  }
}

export const isStale = ({ expiresAt }: SessionTokens, now: number): boolean =>
  expiresAt - EARLY_MILLISECONDS <= now;
