import { Loading, Skeleton } from "#web/ui/skeleton.tsx";

const places = (count: number): number[] => Array.from({ length: count }, (_, place) => place);

export const MarketLineSkeleton = () => (
  <div className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3">
    {places(6).map((place) => (
      <div key={place} className="grid gap-1.5">
        <Skeleton className="h-3 w-16" />
        <Skeleton className="h-6 w-20" />
      </div>
    ))}
  </div>
);

/** The true shape of a product page. */
export const ProductSkeleton = () => (
  <div className="page grid gap-x-12 gap-y-6 pt-5 lg:grid-cols-[minmax(0,7fr)_minmax(0,6fr)]">
    <Loading what="the product" />
    <Skeleton className="rounded-large max-lg:h-44 sm:max-lg:h-72 lg:aspect-4/3" />
    <div className="grid content-start gap-5">
      <Skeleton className="h-4 w-32" />
      <Skeleton className="h-9 w-3/4" />
      <div className="grid grid-cols-4 gap-1.5">
        {places(9).map((place) => (
          <Skeleton key={place} className="h-15 rounded-base" />
        ))}
      </div>
      <Skeleton className="h-28 rounded-base" />
      <MarketLineSkeleton />
    </div>
  </div>
);
