import { describe, expect, it } from "vitest";
import { candleStart, stretchesAround } from "./candles.ts";

const at = (text: string) => new Date(`2026-03-04T${text}Z`);

describe("candles", () => {
  it("begin at whole stretches of UTC", () => {
    expect(candleStart("FIVE_MINUTES", at("12:34:56.789"))).toEqual(at("12:30:00.000"));
    expect(candleStart("HOUR", at("12:34:56.789"))).toEqual(at("12:00:00.000"));
    expect(candleStart("DAY", at("12:34:56.789"))).toEqual(at("00:00:00.000"));
    expect(candleStart("HOUR", at("12:00:00.000"))).toEqual(at("12:00:00.000"));
  });

  it("are named once each when several sales touch the same stretches", () => {
    expect(stretchesAround([at("12:01:00"), at("12:02:00")])).toHaveLength(3);
    expect(stretchesAround([at("12:01:00"), at("13:02:00")])).toHaveLength(5);
  });
});
