const RETURN_TO_LENGTH_MAX = 500;

/**
 * Where to go after signing in: a path of this site, or "/". Never another site, whatever trick the value plays:
 * it is resolved as a browser would, and must still be on the origin it was resolved against.
 */
export function safeReturnTo(value: unknown): string {
  if (typeof value !== "string" || value.length > RETURN_TO_LENGTH_MAX || !value.startsWith("/")) return "/";
  if (/[\\\t\n\r]/.test(value)) return "/";
  const here = "http://storefront.invalid";
  try {
    const url = new URL(value, here);
    if (url.origin !== here) return "/";
    if (["/sign-in", "/register", "/session", "/graphql"].includes(url.pathname)) return "/";
    return `${url.pathname}${url.search}${url.hash}`;
  } catch {
    return "/";
  }
}

/** The sign-in page that comes back to where the person is. */
export const signInPath = (returnTo: string): string =>
  `/sign-in?to=${encodeURIComponent(safeReturnTo(returnTo))}`;
