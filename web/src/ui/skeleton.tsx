import { classNames } from "./class-names.ts";

/** Where something will be: its true shape, without its content. */
export const Skeleton = ({ className }: Readonly<{ className?: string }>) => (
  <span aria-hidden="true" className={classNames("breathe block rounded-small bg-grey-2", className)} />
);

/** Says to those who do not see the shapes that something is on its way. */
export const Loading = ({ what }: Readonly<{ what: string }>) => (
  <span role="status" className="sr-only">
    Loading {what}
  </span>
);

/** Rows of pictured things that are on their way: a picture, two lines, and a figure. */
export const RowsSkeleton = ({
  what,
  rows,
  className,
  figure,
}: Readonly<{ what: string; rows: number; className?: string; figure: string }>) => (
  <div className={classNames("grid gap-4", className)}>
    <Loading what={what} />
    {Array.from({ length: rows }, (_, place) => place).map((place) => (
      <div key={place} className="flex items-center gap-3">
        <Skeleton className="h-12 w-16 shrink-0" />
        <div className="grid min-w-0 flex-1 gap-1.5">
          <Skeleton className="h-3 w-24" />
          <Skeleton className="h-4 w-full max-w-48" />
        </div>
        <Skeleton className={classNames("h-6 shrink-0", figure)} />
      </div>
    ))}
  </div>
);
