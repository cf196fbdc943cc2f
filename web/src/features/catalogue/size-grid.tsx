"use client";

import type { SizeCellFragment } from "#web/graph/__generated__/graphql.ts";
import { classNames } from "#web/ui/class-names.ts";
import { Price } from "#web/ui/price.tsx";

export type SizeOption = Readonly<{
  id: string;
  size: string | null;
  market?: SizeCellFragment | null | undefined;
}>;

type Props = Readonly<{ options: readonly SizeOption[]; chosen: string; onChoose: (id: string) => void }>;

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Every size with its lowest ask. Sizes that nobody sells are quiet, and can be bid for. */
export function SizeGrid({ options, chosen, onChoose }: Props) {
  const move = (from: number, step: number) => {
    const next = options[(from + step + options.length) % options.length];
    if (!next) return;
    onChoose(next.id);
    document.getElementById(`size-${next.id}`)?.focus();
  };
  return (
    <div
      role="radiogroup"
      aria-label="Size"
      className="grid grid-cols-3 gap-1.5 sm:grid-cols-4 md:grid-cols-5 lg:grid-cols-4 xl:grid-cols-5"
    >
      {options.map(({ id, size, market }, index) => {
        const isChosen = id === chosen;
        const lowestAsk = market?.lowestAsk;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a cell shows a name and a live price; arrow keys move as in a radio group.
          <button
            key={id}
            id={`size-${id}`}
            type="button"
            role="radio"
            aria-checked={isChosen}
            tabIndex={isChosen ? 0 : -1}
            onClick={() => onChoose(id)}
            onKeyDown={(event) => {
              const step = STEPS[event.key];
              if (!step) return;
              event.preventDefault();
              move(index, step);
            }}
            className={classNames(
              "grid min-h-15 content-center justify-items-center rounded-base border px-1 py-1.5 text-center transition-colors",
              isChosen ? "border-ink bg-raised ring-1 ring-ink" : "border-grey-3 hover:border-grey-6",
              !lowestAsk && !isChosen && "bg-grey-1",
            )}
          >
            <span
              className={classNames(
                "text-small font-medium",
                lowestAsk || isChosen ? "text-grey-7" : "text-grey-6",
              )}
            >
              {size ?? "One size"}
            </span>
            {market?.halted ? (
              <span className="text-small font-semibold text-danger">Halted</span>
            ) : lowestAsk ? (
              <Price money={lowestAsk} live className="text-large leading-tight font-bold" />
            ) : (
              <span className="text-small font-medium text-grey-6">Bid</span>
            )}
          </button>
        );
      })}
    </div>
  );
}
