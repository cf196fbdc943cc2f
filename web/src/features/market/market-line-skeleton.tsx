import { Skeleton } from "#web/ui/skeleton.tsx";

const places = (count: number): number[] => Array.from({ length: count }, (_, place) => place);

/** The true shape of the market line. */
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
