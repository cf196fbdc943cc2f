import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Fault } from "#web/graph/fault.ts";
import { classNames } from "./class-names.ts";

type EmptyProps = Readonly<{ title: string; children?: ReactNode; action?: ReactNode; className?: string }>;

/** Nothing here yet, and what to do about it. */
export function EmptyState({ title, children, action, className }: EmptyProps) {
  return (
    <div
      className={classNames(
        "grid justify-items-start gap-2 rounded-large border border-dashed border-grey-4 p-6 sm:p-8",
        className,
      )}
    >
      <h2 className="text-title">{title}</h2>
      {children && <p className="max-w-[56ch] text-grey-7">{children}</p>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}

type ErrorProps = Readonly<{ fault: Fault; action?: ReactNode; className?: string }>;

/** What went wrong, in words, with the way on and the code that finds it in our log. */
export function ErrorNote({ fault, action, className }: ErrorProps) {
  return (
    <div
      role="alert"
      className={classNames("flex gap-3 rounded-large border border-danger/40 bg-danger-wash p-4", className)}
    >
      <CircleAlert aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-danger" />
      <div className="grid gap-1">
        <p className="font-medium">{fault.message}</p>
        {fault.reference && (
          <p className="text-small text-grey-7">
            If you write to us, give this reference: <code className="select-all">{fault.reference}</code>
          </p>
        )}
        {action && <div className="mt-2">{action}</div>}
      </div>
    </div>
  );
}

/** A sentence beside what it is about. */
export function Note({
  tone,
  children,
}: Readonly<{ tone: "plain" | "bid" | "ask" | "problem"; children: ReactNode }>) {
  const tones = {
    plain: "bg-grey-1 border-grey-3",
    bid: "bg-bid-wash border-bid/30",
    ask: "bg-ask-wash border-ask/30",
    problem: "bg-danger-wash border-danger/40",
  };
  return (
    <div
      role={tone === "problem" ? "alert" : undefined}
      className={classNames("rounded-base border px-3.5 py-3", tones[tone])}
    >
      {children}
    </div>
  );
}
