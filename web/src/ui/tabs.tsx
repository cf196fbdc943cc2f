"use client";

import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type Tab = Readonly<{ value: string; label: ReactNode; content: ReactNode }>;

type Props = Readonly<{
  label: string;
  value: string;
  onValueChange: (value: string) => void;
  tabs: readonly Tab[];
  className?: string;
}>;

/** A few views of one thing, one at a time. */
export function Tabs({ label, value, onValueChange, tabs, className }: Props) {
  return (
    <Radix.Root value={value} onValueChange={onValueChange} className={className}>
      <Radix.List aria-label={label} className="flex gap-6 border-b border-grey-3">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className={classNames(
              "-mb-px min-h-11 border-b-2 border-transparent font-medium text-grey-6 hover:text-ink",
              "data-[state=active]:border-accent data-[state=active]:text-ink",
            )}
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="pt-5 outline-none">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}

type SegmentsProps = Readonly<{
  label: string;
  value: string;
  onValueChange: (value: string) => void;
  options: readonly Readonly<{ value: string; label: ReactNode }>[];
  /** Takes the whole width, in equal parts. */
  wide?: boolean;
}>;

/** A small choice that changes what is shown beside it. */
export function Segments({ label, value, onValueChange, options, wide = false }: SegmentsProps) {
  return (
    <fieldset
      className={classNames(
        "rounded-base border border-grey-3 bg-grey-1 p-0.5",
        wide ? "grid auto-cols-fr grid-flow-col" : "inline-flex",
      )}
    >
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onValueChange(option.value)}
          className={classNames(
            "rounded-small px-2.5 font-semibold text-grey-6 hover:text-ink aria-pressed:bg-raised aria-pressed:text-ink aria-pressed:shadow-sm",
            wide ? "min-h-11 text-base" : "min-h-8 text-small",
          )}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
