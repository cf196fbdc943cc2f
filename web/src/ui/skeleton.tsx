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
