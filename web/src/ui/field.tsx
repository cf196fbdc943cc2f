import type { ComponentProps, ReactNode } from "react";
import { useId } from "react";
import { classNames } from "./class-names.ts";

type FieldProps = ComponentProps<"input"> &
  Readonly<{ label: string; hint?: ReactNode; problem?: string | null | undefined }>;

const BOX =
  "w-full min-h-11 rounded-base border bg-raised px-3 text-large placeholder:text-grey-6 focus:outline-2 focus:outline-accent focus:-outline-offset-1";

/** One question and its answer: the label above, what is wrong below, tied together for those who do not see it. */
export function Field({ label, hint, problem, className, ...rest }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  return (
    <div className={classNames("grid gap-1", className)}>
      <label htmlFor={id} className="text-small font-medium text-grey-7">
        {label}
      </label>
      <input
        {...rest}
        id={id}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem || hint ? noteId : undefined}
        className={classNames(BOX, problem ? "border-danger" : "border-grey-4")}
      />
      {(problem || hint) && (
        <p id={noteId} className={classNames("text-small", problem ? "text-danger" : "text-grey-6")}>
          {problem ?? hint}
        </p>
      )}
    </div>
  );
}

type ChoiceProps = ComponentProps<"select"> & Readonly<{ label: string; hideLabel?: boolean }>;

/** One of a few: the browser's own list, which thumbs and keyboards know. */
export function Choice({ label, hideLabel = false, className, children, ...rest }: ChoiceProps) {
  const id = useId();
  return (
    <div className={classNames("grid gap-1", className)}>
      <label htmlFor={id} className={hideLabel ? "sr-only" : "text-small font-medium text-grey-7"}>
        {label}
      </label>
      <select
        {...rest}
        id={id}
        className="min-h-11 w-full rounded-base border border-grey-4 bg-raised px-2.5 text-base hover:border-grey-6"
      >
        {children}
      </select>
    </div>
  );
}
