"use client";

import { useQuery } from "@apollo/client/react";
import { useEffect, useMemo, useRef, useState } from "react";
import {
  type MarketFiguresFragment,
  type MarketRange,
  PriceHistoryDocument,
} from "#web/graph/__generated__/graphql.ts";
import { Button } from "#web/ui/button.tsx";
import { ErrorNote } from "#web/ui/notes.tsx";
import { Loading, Skeleton } from "#web/ui/skeleton.tsx";
import { Segments } from "#web/ui/tabs.tsx";
import { type Candle, type Point, toPoints, withTrades } from "./candles.ts";
import type { Chart } from "./draw-chart.ts";
import { faultIn } from "./use-market.ts";

const RANGES = [
  { value: "DAY", label: "24H" },
  { value: "WEEK", label: "1W" },
  { value: "MONTH", label: "1M" },
  { value: "YEAR", label: "1Y" },
  { value: "ALL", label: "All" },
] as const;

/** The drawing itself. The library is fetched when there is something to draw. */
function Canvas({ points, withTime }: Readonly<{ points: readonly Point[]; withTime: boolean }>) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const latest = useRef(points);
  latest.current = points;
  useEffect(() => {
    let gone = false;
    const recolour = () => chart.current?.recolour();
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    void import("./draw-chart.ts").then(({ drawChart }) => {
      if (gone || !box.current) return;
      chart.current = drawChart(box.current, withTime);
      chart.current.show(latest.current);
      chart.current.fit();
    });
    window.addEventListener("outcry-theme", recolour);
    scheme.addEventListener("change", recolour);
    return () => {
      gone = true;
      window.removeEventListener("outcry-theme", recolour);
      scheme.removeEventListener("change", recolour);
      chart.current?.remove();
      chart.current = null;
    };
  }, [withTime]);
  useEffect(() => {
    chart.current?.show(points);
    chart.current?.fit();
  }, [points]);
  return <div ref={box} aria-hidden="true" className="absolute inset-0" />;
}

const summaryOf = (points: readonly Point[]): string => {
  const values = points.map(({ value }) => value);
  return `From $${values[0]} to $${values.at(-1)}; lowest $${Math.min(...values)}, highest $${Math.max(...values)}.`;
};

type Tape = NonNullable<MarketFiguresFragment["trades"]>["nodes"];
const NOTHING: Tape = [];

/** The history, and the trades that came after it was fetched: what was known by then is in its candles. */
function usePoints(history: readonly Candle[] | null | undefined, tape: Tape, range: MarketRange): Point[] {
  const fetched = useRef<{ history: unknown; lastHeldId: string | null }>({
    history: null,
    lastHeldId: null,
  });
  if (fetched.current.history !== history) fetched.current = { history, lastHeldId: tape[0]?.id ?? null };
  const { lastHeldId } = fetched.current;
  return useMemo(() => {
    const drawn = toPoints(history ?? []);
    return tape[0]?.id === lastHeldId ? drawn : withTrades(drawn, tape, lastHeldId, range);
  }, [history, tape, lastHeldId, range]);
}

/** A trade that is called off leaves the candles: then they have to be asked for again. */
function useAfterBust(tape: Tape, askAnew: () => void): void {
  const busted = tape.flatMap(({ id, state }) => (state === "BUSTED" ? [id] : [])).join(" ");
  const known = useRef(busted);
  const latest = useRef(askAnew);
  latest.current = askAnew;
  useEffect(() => {
    if (known.current === busted) return;
    known.current = busted;
    latest.current();
  }, [busted]);
}

/** Prices of one market over time, up to the trade that just happened. */
export function PriceChart({
  variantId,
  tape = NOTHING,
}: Readonly<{ variantId: string; tape?: Tape | undefined }>) {
  const [range, setRange] = useState<MarketRange>("YEAR");
  const { data, loading, error, refetch } = useQuery(PriceHistoryDocument, {
    variables: { variantId, range },
    fetchPolicy: "cache-and-network",
  });
  const history = data?.market?.priceHistory;
  useAfterBust(tape, () => void refetch().catch(() => undefined));
  const points = usePoints(history, tape, range);
  const fault = history ? null : faultIn(error);
  return (
    <section aria-label="Price history">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-title">Price</h2>
        <Segments
          label="Range"
          value={range}
          onValueChange={(next) => setRange(next as MarketRange)}
          options={RANGES}
        />
      </div>
      {fault ? (
        <ErrorNote
          fault={fault}
          action={
            <Button look="outline" size="small" onClick={() => void refetch()}>
              Try again
            </Button>
          }
        />
      ) : (
        <div className="relative h-64 sm:h-72">
          {points.length > 0 && (
            <Canvas key={range} points={points} withTime={range === "DAY" || range === "WEEK"} />
          )}
          {points.length > 0 && <p className="sr-only">{summaryOf(points)}</p>}
          {points.length === 0 && loading && (
            <>
              <Loading what="prices" />
              <Skeleton className="absolute inset-0 rounded-base" />
            </>
          )}
          {points.length === 0 && !loading && (
            <p className="grid h-full place-items-center rounded-base border border-dashed border-grey-4 text-grey-6">
              Nothing traded in this time.
            </p>
          )}
        </div>
      )}
      <p className="label mt-1 text-right">
        <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer" className="hover:underline">
          Charts by TradingView
        </a>
      </p>
    </section>
  );
}
