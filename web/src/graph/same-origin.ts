/**
 * Whether a request that changes something was sent by a page of this site. Browsers say so in `Sec-Fetch-Site`,
 * older ones in `Origin`; a request with neither was sent by no page of ours, and is refused.
 */
export function isFromOwnPage(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  if (origin === null || host === null) return false;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}
