import { VariantChanged } from "@outcry/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asker, admin, person, type RunningTest, runCatalog } from "./running-catalog.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runCatalog();
});
afterAll(() => running.stop());

const IMPORT = `mutation ($input: ImportProductsInput!) { importProducts(input: $input) {
  report { rows accepted rejected errors { row column message } } userErrors { code field message } } }`;
const send = (data: string, more: Record<string, unknown> = {}, asker: Asker = admin) =>
  running.ask(IMPORT, { input: { format: "CSV", data, defaultCategorySlug: "sneakers", ...more } }, asker);
const load = async (data: string, more: Record<string, unknown> = {}) =>
  (await send(data, more)).data.importProducts;
const productCount = async () => {
  const [row] = await running.database.sql`select count(*)::int as products from catalog.products`;
  return row?.products;
};
const find = async (slug: string) =>
  (
    await running.ask(
      `query ($slug: String) { product(slug: $slug) { name description styleCode releaseDate retailPrice { amount }
        category { slug } brand { name } variants { size } } }`,
      { slug },
    )
  ).data.product;

const HEADER = "id,brand,name,description,colorway,retail_price,release_date,style_id,sizes,category";

describe("an import", () => {
  it("takes the good rows and says by row and column what is wrong with the others", async () => {
    const { report, userErrors } = await load(
      [
        HEADER,
        '1,adidas,adidas Samba OG,"Soft <b>suede</b>.<br>\n<br>\nGum sole, ""classic"".",White/Black,100,2010-10-16 23:59:59,B75806,8|9|10,',
        "2,adidas,adidas Gazelle,,,,,,,",
        "3,,Nameless,,,ten,2026-02-30,,,boats",
        "4,adidas,ADIDAS samba og,,,,,,,",
        "5,Diamond Yard,Box,,,90,,B75806,,trading-cards",
        "6,too,few",
      ].join("\n"),
    );
    expect(userErrors).toEqual([]);
    expect(report).toMatchObject({ rows: 6, accepted: 3, rejected: 3 });
    expect(report.errors).toEqual([
      { row: 3, column: "retail_price", message: '"ten" is not an amount of dollars such as 220 or 219.99.' },
      { row: 3, column: "release_date", message: '"2026-02-30" is not a date such as 2026-01-31.' },
      { row: 3, column: "category", message: 'There is no category "boats".' },
      { row: 3, column: "brand", message: "The brand must not be empty." },
      { row: 4, column: "name", message: "Row 1 has the same brand and name." },
      { row: 6, column: null, message: "The row has 3 values; the header has 10." },
    ]);
    expect(await find("adidas-samba-og")).toEqual({
      name: "Samba OG",
      description: 'Soft suede.\n\nGum sole, "classic".',
      styleCode: "B75806",
      releaseDate: "2010-10-16",
      retailPrice: { amount: "100.00" },
      category: { slug: "sneakers" },
      brand: { name: "adidas" },
      variants: [{ size: "8" }, { size: "9" }, { size: "10" }],
    });
    expect(await find("adidas-gazelle")).toMatchObject({
      description: null,
      retailPrice: null,
      releaseDate: null,
    });
    expect((await find("diamond-yard-box")).category.slug).toBe("trading-cards");
  });

  it("announces every variant that it made", async () => {
    const before = await running.catalog.feed.head();
    await load(`brand,name,sizes\nLarkstep,Announced,7|8|9\nLarkstep,Announced too,`);
    const events = await running.catalog.feed.read({ consumer: "test", after: before, limit: 100 });
    expect(events.map((event) => VariantChanged.read(event).productName).toSorted()).toEqual([
      "Larkstep Announced",
      "Larkstep Announced",
      "Larkstep Announced",
      "Larkstep Announced too",
    ]);
  });

  it("says of a second run what the catalogue has already, and changes nothing", async () => {
    const file = "brand,name\nLarkstep,Once\nLarkstep,Twice";
    expect((await load(file)).report).toMatchObject({ accepted: 2 });
    const count = await productCount();
    const again = await load(file);
    expect(again.report).toMatchObject({ rows: 2, accepted: 0, rejected: 2 });
    expect(again.report.errors[0]).toEqual({
      row: 1,
      column: "name",
      message: "The catalogue has it already, as larkstep-once.",
    });
    expect(await productCount()).toBe(count);
  });

  it("makes each product once when the same file comes twice at the same moment", async () => {
    const rows = Array.from({ length: 50 }, (_, index) => `Brand ${index % 7},Concurrent ${index}`);
    const file = ["brand,name", ...rows].join("\n");
    const reversed = ["brand,name", ...rows.toReversed()].join("\n");
    const reports = (await Promise.all([load(file), load(reversed), load(file)])).map(({ report }) => report);
    expect(reports.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(50);
    expect(reports.every(({ rows: all, accepted, rejected }) => accepted + rejected === all)).toBe(true);
  });

  it("writes nothing when it only checks", async () => {
    const before = await productCount();
    const { report } = await load("brand,name,retail_price\nDry,Run,1\nDry,Stone,x", { dryRun: true });
    expect(report).toMatchObject({ rows: 2, accepted: 1, rejected: 1 });
    expect(await productCount()).toBe(before);
  });

  it("reads JSON lines alike", async () => {
    const lines = [
      JSON.stringify({ brand: "Ndjson", name: "One", retail_price: 120.5, sizes: ["S", "M"], extra: null }),
      "{broken",
      "[1]",
      JSON.stringify({ brand: { a: 1 }, name: "Nested" }),
    ].join("\n");
    const { report } = await load(lines, { format: "NDJSON" });
    expect(report).toMatchObject({ rows: 4, accepted: 1, rejected: 3 });
    expect(report.errors.map(({ row, message }: { row: number; message: string }) => [row, message])).toEqual(
      [
        [2, "The line is not JSON."],
        [3, "The line is not a JSON object."],
        [4, '"brand" must be a text or a number.'],
      ],
    );
    expect(await find("ndjson-one")).toMatchObject({
      retailPrice: { amount: "120.50" },
      variants: [{ size: "S" }, { size: "M" }],
    });
  });

  it("keeps the rows before a stray quotation mark, and says where it stopped", async () => {
    const { report } = await load(`brand,name\nQuoted,Fine\nQuoted,"never closed\nQuoted,Lost`);
    expect(report).toMatchObject({ rows: 2, accepted: 1 });
    expect(report.errors).toEqual([
      {
        row: 2,
        column: null,
        message: "A quotation mark is opened and never closed. Nothing after it was read.",
      },
    ]);
  });

  it("takes a byte order mark, carriage returns and names of columns in any case", async () => {
    const { report } = await load("\ufeffBrand, Name\r\nBom,Works\r\n");
    expect(report).toMatchObject({ rows: 1, accepted: 1 });
  });

  it.each([
    ["empty", "", "The file is empty."],
    ["without its columns", "title,price\na,1", 'The file has no column "brand" and no column "name".'],
    ["too large", "x".repeat(204_801), "The file is larger than 200 KB. Send it in parts."],
    ["too long", `brand,name\n${"a,b\n".repeat(5_001)}`, "A file has at most 5,000 rows. Send it in parts."],
    ["of nothing but a quotation mark", '"', "A quotation mark is opened and never closed."],
  ])("refuses a file %s as a whole", async (_what, data, message) => {
    expect(await load(data)).toEqual({
      report: null,
      userErrors: [{ code: "VALIDATION", field: ["input", "data"], message }],
    });
  });

  it("refuses rows with NUL, and a category for the rest that is none", async () => {
    const { report } = await load("brand,name\nNul,a\u0000b");
    expect(report.errors).toEqual([
      { row: 1, column: "name", message: "The name contains characters that cannot be seen." },
    ]);
    const refused = await load("brand,name\na,b", { defaultCategorySlug: "boats" });
    expect(refused).toMatchObject({
      report: null,
      userErrors: [{ field: ["input", "defaultCategorySlug"] }],
    });
  });

  it("is for admins", async () => {
    expect((await send("brand,name\na,b", {}, person)).errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    expect((await send("brand,name\na,b", {}, {})).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  });
});
