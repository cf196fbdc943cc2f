import { Loading, Skeleton } from "#web/ui/skeleton.tsx";
import { ProductGridSkeleton } from "./product-grid.tsx";

export const ListingSkeleton = () => (
  <div className="page grid gap-5 pt-6">
    <Loading what="products" />
    <Skeleton className="h-9 w-56" />
    <div className="grid gap-8 lg:grid-cols-[200px_1fr]">
      <Skeleton className="h-72 max-lg:hidden" />
      <ProductGridSkeleton count={12} columns="four" />
    </div>
  </div>
);
