import type { ProductCardFragment } from "#web/graph/__generated__/graphql.ts";
import { classNames } from "#web/ui/class-names.ts";
import { ProductCard, ProductCardSkeleton } from "./product-card.tsx";

const COLUMNS = {
  six: "grid-cols-2 sm:grid-cols-3 md:grid-cols-4 lg:grid-cols-6",
  four: "grid-cols-2 sm:grid-cols-3 xl:grid-cols-4",
} as const;

type Props = Readonly<{
  products: readonly ProductCardFragment[];
  columns: keyof typeof COLUMNS;
  /** The first so many pictures are above the fold. */
  eager?: number;
}>;

export const ProductGrid = ({ products, columns, eager = 0 }: Props) => (
  <ul className={classNames("grid gap-x-4 gap-y-6", COLUMNS[columns])}>
    {products.map((product, index) => (
      <li key={product.id} className="min-w-0">
        <ProductCard product={product} eager={index < eager} />
      </li>
    ))}
  </ul>
);

export const ProductGridSkeleton = ({
  count,
  columns,
}: Readonly<{ count: number; columns: keyof typeof COLUMNS }>) => (
  <div className={classNames("grid gap-x-4 gap-y-6", COLUMNS[columns])}>
    {Array.from({ length: count }, (_, place) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the shapes are all alike and never move.
      <ProductCardSkeleton key={place} />
    ))}
  </div>
);
