type Variant = Readonly<{ id?: string; __ref?: string }> | null;

/**
 * What a market is called in the browser's cache: it has no id of its own, but is what is traded, in a currency.
 * The cache hands over the variant as an object or, once written, as a reference to one; both name the same market.
 * A market whose variant was not asked for is kept in its parent (`false`).
 */
export function marketKey(market: Readonly<Record<string, unknown>>): string | false {
  const variant = market.variant as Variant | undefined;
  const reference = variant?.__ref ?? (variant?.id ? `ProductVariant:${variant.id}` : null);
  return reference && typeof market.currencyCode === "string"
    ? `Market:${reference}:${market.currencyCode}`
    : false;
}
