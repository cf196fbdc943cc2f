const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?$/i;

/**
 * Where a browser that sees the storefront at `host` opens its socket: the configured address,
 * else the same host at the router's port, since both run on one machine then.
 */
export function socketUrlFor(
  host: string | null,
  secure: boolean,
  settings: Readonly<{ graphqlUrl: string; publicSocketUrl: string | null }>,
): string {
  if (settings.publicSocketUrl) return settings.publicSocketUrl;
  const router = new URL(settings.graphqlUrl);
  const hostname = HOST.exec(host ?? "")?.[1] ?? "localhost";
  const port = router.port === "" ? "" : `:${router.port}`;
  return `${secure ? "wss" : "ws"}://${hostname}${port}${router.pathname}`;
}
