import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type ButtonLook = "ink" | "bid" | "ask" | "bid-quiet" | "ask-quiet" | "outline" | "quiet" | "danger";
export type ButtonSize = "small" | "base" | "large";

const LOOKS: Readonly<Record<ButtonLook, string>> = {
  ink: "bg-ink text-paper hover:bg-grey-8 border-transparent",
  bid: "bg-bid text-on-bid hover:bg-bid-strong border-transparent",
  ask: "bg-ask text-on-ask hover:bg-ask-strong border-transparent",
  "bid-quiet": "bg-transparent text-bid-ink border-bid/50 hover:bg-bid-wash",
  "ask-quiet": "bg-transparent text-ask-ink border-ask/50 hover:bg-ask-wash",
  outline: "bg-raised text-ink border-grey-4 hover:border-grey-6",
  quiet: "bg-transparent text-grey-8 border-transparent hover:bg-grey-2",
  danger: "bg-transparent text-danger border-danger/50 hover:bg-danger-wash",
};

const SIZES: Readonly<Record<ButtonSize, string>> = {
  small: "min-h-8 px-3 text-small max-sm:min-h-10",
  base: "min-h-11 px-4 text-base",
  large: "min-h-13 px-5 text-large",
};

const classesOf = (look: ButtonLook, size: ButtonSize, wide: boolean, extra?: string): string =>
  classNames(
    "inline-flex items-center justify-center gap-2 rounded-base border font-semibold select-none",
    "transition-colors duration-[var(--moment)] disabled:opacity-45 disabled:pointer-events-none",
    LOOKS[look],
    SIZES[size],
    wide && "w-full",
    extra,
  );

type Shared = Readonly<{ look?: ButtonLook; size?: ButtonSize; wide?: boolean; children: ReactNode }>;
type ButtonProps = Shared & ComponentProps<"button"> & Readonly<{ busy?: boolean }>;

/** Does something. While it is busy it says so, keeps its width, and cannot be pressed again. */
export function Button({
  look = "ink",
  size = "base",
  wide = false,
  busy = false,
  className,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      disabled={rest.disabled || busy}
      className={classNames(classesOf(look, size, wide, className), busy && "relative")}
    >
      <span className={classNames("contents", busy && "invisible")}>{children}</span>
      {busy && (
        <span className="absolute inset-0 grid place-items-center">
          <span className="size-4 animate-spin rounded-full border-2 border-current border-r-transparent" />
          <span className="sr-only">Working</span>
        </span>
      )}
    </button>
  );
}

type LinkButtonProps = Shared & ComponentProps<typeof Link>;

/** Goes somewhere, and looks like a button because it is the next step. */
export function LinkButton({
  look = "ink",
  size = "base",
  wide = false,
  className,
  children,
  ...rest
}: LinkButtonProps) {
  return (
    <Link {...rest} className={classesOf(look, size, wide, className)}>
      {children}
    </Link>
  );
}
