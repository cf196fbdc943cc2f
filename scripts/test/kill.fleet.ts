import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Marketplace, runProgramOf, startMarketplace } from "./marketplace.ts";

const SALES = 400;
const HEADER = "Order Date,Brand,Sneaker Name,Sale Price,Retail Price,Release Date,Shoe Size,Buyer Region";

/** One price is between two ticks, in the middle of its market. */
const OFF_TICK_ROW = 201;

/** A made-up file of sales: six shoes in four sizes, whole dollars but for one, in date order. */
function salesFile(folder: string): string {
  const rows = Array.from({ length: SALES }, (_, index) => {
    const price = 100 + ((index * 7919) % 400) + (index + 1 === OFF_TICK_ROW ? 0.5 : 0);
    return `2030-01-01,Invented,Invented-Shoe-${index % 6},${price},200,2029-12-01,${8 + (index % 4)},Nowhere`;
  });
  const file = join(folder, "sales.csv");
  writeFileSync(file, `${HEADER}\n${rows.join("\n")}\n`);
  return file;
}

describe("kill -9 of everything in the middle of a replay", () => {
  let marketplace: Marketplace;
  const folder = mkdtempSync(join(tmpdir(), "outcry-sales-"));

  beforeAll(async () => {
    marketplace = await startMarketplace({ OUTCRY_DEMO_SEED: "on" });
  });
  afterAll(async () => {
    await marketplace?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it("ends with the file's totals, one order and one held payment a trade, and every invariant", async () => {
    const file = salesFile(folder);
    const first = runProgramOf(marketplace, "replay.ts", file);
    await Promise.race([wait(6_000), first.finished]);
    first.child.kill("SIGKILL");
    await marketplace.kill();
    await marketplace.start();

    const second = await runProgramOf(marketplace, "replay.ts", file).finished;
    expect(second.output).toMatch(/All 12 markets have the file's count, sum and last price/);
    expect(second.output).toMatch(/Row 201: \d+\.50 is between two ticks \(TickSizeError\); not traded/);
    expect(second.output).toMatch(/trades\s+399\s+399 ✓/);
    expect(second.output).toMatch(/figures and \d+ candles shown are what those sales come to/);
    expect(second.code).toBe(0);

    const third = await runProgramOf(marketplace, "replay.ts", file).finished;
    expect(third.output, "a replay of what is done changes nothing").toMatch(/All 12 markets/);

    const invariants = await runProgramOf(marketplace, "invariants.ts").finished;
    expect(invariants.output).toMatch(/All \d+ invariants hold/);
  });

  it("says in one sentence what is wrong with a file, and trades nothing of it", async () => {
    const file = join(folder, "bad.csv");
    writeFileSync(file, `${HEADER}\n2030-01-01,Invented,Invented-Shoe-1,12x,200,2029-12-01,8,Nowhere\n`);
    expect(await runProgramOf(marketplace, "replay.ts", file).finished).toMatchObject({
      code: 1,
      output: expect.stringMatching(/Row 1: "12x" in Sale Price is not a price/),
    });
    writeFileSync(file, "Order Date,Brand\n2030-01-01,Invented\n");
    expect(await runProgramOf(marketplace, "replay.ts", file).finished).toMatchObject({
      code: 1,
      output: expect.stringMatching(/lacks "Sneaker Name", "Sale Price"/),
    });
  });
});
