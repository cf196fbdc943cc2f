import {
  AreaSeries,
  ColorType,
  CrosshairMode,
  createChart,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  LineType,
  type UTCTimestamp,
} from "lightweight-charts";
import type { Point } from "./candles.ts";

type Colours = Readonly<Record<"ink" | "quiet" | "hair" | "line" | "bar", string>>;

/** What a token is worth on this page now: canvases know no variables. */
function tokensOf(element: HTMLElement): Colours {
  const probe = document.createElement("span");
  element.append(probe);
  const read = (token: string): string => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    ink: read("ink"),
    quiet: read("grey-6"),
    hair: read("grey-2"),
    line: read("accent"),
    bar: read("grey-3"),
  };
  probe.remove();
  return colours;
}

const faded = (colour: string, opacity: number): string =>
  colour.replace(/^rgb\((.*)\)$/, `rgba($1, ${opacity})`);

export type Chart = Readonly<{
  show: (points: readonly Point[]) => void;
  fit: () => void;
  recolour: () => void;
  remove: () => void;
}>;

const dollars = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const inDollars = (price: number): string => `$${dollars.format(price)}`;

type Parts = Readonly<{ chart: IChartApi; prices: ISeriesApi<"Area">; volumes: ISeriesApi<"Histogram"> }>;

function paint({ chart, prices, volumes }: Parts, element: HTMLElement): void {
  const { ink, quiet, hair, line, bar } = tokensOf(element);
  chart.applyOptions({
    layout: { background: { type: ColorType.Solid, color: "transparent" }, textColor: quiet },
    grid: { vertLines: { visible: false }, horzLines: { color: hair } },
    crosshair: {
      mode: CrosshairMode.Magnet,
      vertLine: { color: quiet, labelBackgroundColor: ink },
      horzLine: { color: quiet, labelBackgroundColor: ink },
    },
  });
  prices.applyOptions({
    lineColor: line,
    topColor: faded(line, 0.16),
    bottomColor: faded(line, 0),
    priceLineColor: quiet,
  });
  volumes.applyOptions({ color: bar });
}

/** Draws prices as a line over their volume. `withTime` shows hours, for ranges of days. */
export function drawChart(element: HTMLElement, withTime: boolean): Chart {
  const family = getComputedStyle(element).fontFamily;
  const chart = createChart(element, {
    autoSize: true,
    layout: { fontFamily: family, fontSize: 12, attributionLogo: false },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.08, bottom: 0.24 } },
    timeScale: { borderVisible: false, timeVisible: withTime, secondsVisible: false },
    // The page scrolls; the chart does not get in the way of it.
    handleScroll: false,
    handleScale: false,
  });
  const prices = chart.addSeries(AreaSeries, {
    lineWidth: 2,
    lineType: LineType.WithSteps,
    priceLineVisible: true,
    priceFormat: { type: "custom", minMove: 1, formatter: inDollars },
  });
  const volumes = chart.addSeries(HistogramSeries, {
    priceScaleId: "volume",
    priceLineVisible: false,
    lastValueVisible: false,
  });
  chart.priceScale("volume").applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
  const parts = { chart, prices, volumes };
  paint(parts, element);
  return {
    show(points) {
      prices.setData(points.map(({ time, value }) => ({ time: time as UTCTimestamp, value })));
      volumes.setData(points.map(({ time, volume }) => ({ time: time as UTCTimestamp, value: volume })));
    },
    fit: () => chart.timeScale().fitContent(),
    recolour: () => paint(parts, element),
    remove: () => chart.remove(),
  };
}
