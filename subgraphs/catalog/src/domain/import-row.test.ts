import { describe, expect, it } from "vitest";
import { refuseRepeats, refuseTaken, reportOf } from "./import-report.ts";
import { type ImportRow, readImportRow } from "./import-row.ts";

const settings = { categorySlugs: new Set(["sneakers", "trading-cards"]), defaultCategorySlug: "sneakers" };
const row: ImportRow = {
  brand: "adidas",
  name: "adidas Samba OG",
  retail_price: "100",
  release_date: "2026-01-31",
};
const read = (changes: ImportRow) => readImportRow({ ...row, ...changes }, settings);
const problemsOf = (changes: ImportRow) => {
  const outcome = read(changes);
  return outcome.ok ? [] : outcome.refusal;
};

describe("a row of an import", () => {
  it("becomes a product whose name does not repeat its brand", () => {
    const outcome = read({});
    expect(outcome.ok && outcome.value).toMatchObject({
      name: "Samba OG",
      slug: "adidas-samba-og",
      categorySlug: "sneakers",
      retailPrice: { minor: 10_000n, currency: "USD" },
      releaseDate: "2026-01-31",
      styleCode: null,
    });
    const brandOnly = read({ name: "adidas" });
    expect(brandOnly.ok && brandOnly.value.name).toBe("adidas");
  });

  it("may leave price and date blank, write the time with the date, and name a category", () => {
    expect(problemsOf({ retail_price: "", release_date: "" })).toEqual([]);
    const dated = read({ release_date: "2010-10-16 23:59:59", category: "Trading Cards", sizes: "8| 9 |" });
    expect(dated.ok && dated.value).toMatchObject({
      releaseDate: "2010-10-16",
      categorySlug: "trading-cards",
    });
    expect(dated.ok && dated.value.variants.map(({ size }) => size)).toEqual(["8", "9"]);
  });

  it.each([
    ["retail_price", { retail_price: "-1" }, '"-1" is not an amount of dollars such as 220 or 219.99.'],
    ["retail_price", { retail_price: "1,00" }, '"1,00" is not an amount of dollars such as 220 or 219.99.'],
    ["retail_price", { retail_price: "1e309" }, '"1e309" is not an amount of dollars such as 220 or 219.99.'],
    ["retail_price", { retail_price: "0" }, "The retail price must be more than nothing."],
    ["release_date", { release_date: "2026-02-30" }, '"2026-02-30" is not a date such as 2026-01-31.'],
    ["release_date", { release_date: "soon" }, '"soon" is not a date such as 2026-01-31.'],
    ["category", { category: "boats" }, 'There is no category "boats".'],
    ["name", { name: "" }, "The name must not be empty."],
    ["brand", { brand: "\u202Eevil" }, "The brand contains characters that cannot be seen."],
  ])("is refused for its %s: %j", (column, changes, message) => {
    expect(problemsOf(changes)).toContainEqual({ column, message });
  });
});

describe("an import's report", () => {
  const product = (name: string) => {
    const outcome = read({ name });
    if (!outcome.ok) throw new Error("expected a sound row");
    return outcome.value;
  };

  it("lets the first of two equal rows stand, and refuses what the catalogue has", () => {
    const rows = refuseRepeats([
      { row: 1, product: product("Samba") },
      { row: 2, product: product("adidas SAMBA") },
      { row: 3, product: product("Gazelle") },
    ]);
    expect(reportOf(refuseTaken(rows, new Set(["adidas-gazelle"])))).toEqual({
      rows: 3,
      accepted: 1,
      rejected: 2,
      errors: [
        { row: 2, column: "name", message: "Row 1 has the same brand and name." },
        { row: 3, column: "name", message: "The catalogue has it already, as adidas-gazelle." },
      ],
    });
  });

  it("counts every row and lists a thousand errors", () => {
    const rows = Array.from({ length: 1_500 }, (_, index) => ({
      row: index + 1,
      problems: [{ column: null, message: "Bad." }],
    }));
    const report = reportOf(rows);
    expect(report).toMatchObject({ rows: 1_500, accepted: 0, rejected: 1_500 });
    expect(report.errors).toHaveLength(1_000);
  });
});
