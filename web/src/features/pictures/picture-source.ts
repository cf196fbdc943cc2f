const OWN = /^\/pictures\/[a-z0-9-]+\/[0-9a-f]{6}-[0-9a-f]{6}-[0-9a-f]{6}\.svg$/;

/**
 * Where a page gets a product's picture. Our own drawings come from the page's own origin, without ground,
 * whatever host the catalogue believes the storefront has; other pictures from where they are.
 */
export function pictureSource(url: string): string {
  try {
    const { pathname, protocol } = new URL(url, "http://storefront.invalid");
    if (OWN.test(pathname)) return `${pathname}?ground=none`;
    return protocol === "https:" ? url : "";
  } catch {
    return "";
  }
}
