/** Whether the browser sees this site over https, so that cookies may be kept to it. */
export const isSecure = (request: Request): boolean =>
  (request.headers.get("x-forwarded-proto") ?? new URL(request.url).protocol.replace(":", "")) === "https";
