type Candidate = Readonly<{
  id: string;
  market?:
    | Readonly<{ lastSale?: Readonly<{ executedAt: string }> | null; lowestAsk?: unknown }>
    | null
    | undefined;
}>;

/** The size a product page opens with when its address names none: the one that traded last, else the first that is sold. */
export function startingVariant(variants: readonly Candidate[]): string | null {
  const traded = variants
    .filter(({ market }) => market?.lastSale)
    .sort(
      (a, b) =>
        Date.parse(b.market?.lastSale?.executedAt ?? "") - Date.parse(a.market?.lastSale?.executedAt ?? ""),
    );
  const choice =
    traded.find(({ market }) => market?.lowestAsk) ??
    variants.find(({ market }) => market?.lowestAsk) ??
    traded[0];
  return (choice ?? variants[0])?.id ?? null;
}
