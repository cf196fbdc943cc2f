/**
 * What a page of this site may load and do. Scripts run only with the nonce of this very answer.
 * Styles may be inline, because React and the dialogs write `style` attributes; they can load nothing from elsewhere.
 */
export function contentSecurityPolicy(nonce: string, socketUrl: string, isDevelopment: boolean): string {
  const { origin } = new URL(socketUrl);
  const socketOrigin = origin === "null" ? socketUrl.replace(/^(wss?:\/\/[^/]+).*$/, "$1") : origin;
  const rules: Record<string, string> = {
    "default-src": "'self'",
    "script-src": `'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: https:",
    "font-src": "'self'",
    "connect-src": `'self' ${socketOrigin}`,
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
  };
  return Object.entries(rules)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}

/** Headers of every answer. */
export const PLAIN_HEADERS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "x-frame-options": "DENY",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
  "cross-origin-opener-policy": "same-origin",
};
