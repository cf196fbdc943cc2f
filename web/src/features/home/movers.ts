import { compareMoney, type Money, signOf, subtractMoney, toMinor } from "#web/features/money/money.ts";
import type { MoverFragment } from "#web/graph/__generated__/graphql.ts";

type Moving = Readonly<{
  id: string;
  market?: Pick<NonNullable<MoverFragment["market"]>, "lastSale" | "lastSaleChange"> | null;
}>;

/** By what share the last sale moved, in millionths of the one before it; null when it did not. */
function shareOf(now: Money, change: Money): bigint | null {
  const before = subtractMoney(now, change);
  if (signOf(change) === 0 || signOf(before) <= 0) return null;
  const moved = toMinor(change) ?? 0n;
  return ((moved < 0n ? -moved : moved) * 1_000_000n) / (toMinor(before) ?? 1n);
}

/** Of variants that traded lately, those whose last sale moved furthest, each once, the furthest first. */
export function moversAmong<Variant extends Moving>(
  traded: readonly (Variant | null | undefined)[],
  most: number,
): Variant[] {
  const byId = new Map(traded.flatMap((variant) => (variant ? [[variant.id, variant] as const] : [])));
  return [...byId.values()]
    .flatMap((variant) => {
      const { lastSale, lastSaleChange } = variant.market ?? {};
      const share = lastSale && lastSaleChange ? shareOf(lastSale.price, lastSaleChange) : null;
      return lastSale && share !== null ? [{ variant, share, price: lastSale.price }] : [];
    })
    .sort((a, b) => (a.share === b.share ? compareMoney(b.price, a.price) : a.share < b.share ? 1 : -1))
    .slice(0, most)
    .map(({ variant }) => variant);
}
