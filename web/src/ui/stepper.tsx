"use client";

import { Minus, Plus } from "lucide-react";
import { type ComponentProps, useId } from "react";
import { classNames } from "./class-names.ts";

type Props = Readonly<{
  label: string;
  /** The currency's sign, shown before the figure. */
  sign: string;
  value: string;
  onChange: (value: string) => void;
  onStep: (steps: number) => void;
  /** Said under the field at once, and read out. */
  note: ComponentProps<"p">["children"];
  problem: boolean;
}>;

const KNOB =
  "grid w-14 place-items-center text-grey-7 hover:bg-grey-2 hover:text-ink active:bg-grey-3 disabled:opacity-40 transition-colors";

const STEPS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/** A price, typed or stepped: buttons and arrow keys go one tick, page keys ten. */
export function Stepper({ label, sign, value, onChange, onStep, note, problem }: Props) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="text-small font-medium text-grey-7">
        {label}
      </label>
      <div
        className={classNames(
          "mt-1 flex h-16 items-stretch overflow-hidden rounded-base border bg-raised focus-within:outline-2 focus-within:outline-accent focus-within:-outline-offset-1",
          problem ? "border-danger" : "border-grey-4",
        )}
      >
        <button type="button" className={KNOB} aria-label="One step less" onClick={() => onStep(-1)}>
          <Minus aria-hidden="true" className="size-5" />
        </button>
        <div className="flex min-w-0 flex-1 items-center justify-center gap-0.5 border-x border-grey-3">
          <span aria-hidden="true" className="text-heading font-medium text-grey-6">
            {sign}
          </span>
          <input
            id={id}
            value={value}
            inputMode="decimal"
            autoComplete="off"
            maxLength={12}
            aria-describedby={`${id}-note`}
            aria-invalid={problem || undefined}
            size={Math.max(3, value.length)}
            className="numeric field-sizing-content max-w-full bg-transparent text-display font-semibold outline-none"
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={(event) => {
              const steps = STEPS[event.key];
              if (steps === undefined) return;
              event.preventDefault();
              onStep(steps);
            }}
          />
        </div>
        <button type="button" className={KNOB} aria-label="One step more" onClick={() => onStep(1)}>
          <Plus aria-hidden="true" className="size-5" />
        </button>
      </div>
      <p id={`${id}-note`} aria-live="polite" className="mt-1.5 min-h-10 text-base">
        {note}
      </p>
    </div>
  );
}
