import { createHash } from "node:crypto";
import { type Row, readCsv } from "../partner/csv.ts";
import { Mistake } from "../partner/stop-with-sentence.ts";

/** One sale of the file. `row` counts from 1, the first after the header. */
export type Sale = Readonly<{ row: number; product: string; size: string; price: string; cents: bigint }>;
export type ReplayProduct = Readonly<{
  key: string;
  brand: string;
  name: string;
  retailPrice: string;
  releaseDate: string;
  sizes: string[];
}>;
export type ReplayPlan = Readonly<{
  /** Begins every idempotency key: the same file always sends the same keys. */
  fileHash: string;
  products: ReplayProduct[];
  /** Sales by market, in the file's order. */
  markets: Map<string, Sale[]>;
  total: number;
}>;

const COLUMNS = [
  "Order Date",
  "Brand",
  "Sneaker Name",
  "Sale Price",
  "Retail Price",
  "Release Date",
  "Shoe Size",
];
const PRICE = /^\$?(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d{1,2}))?$/;

export const marketKey = (sale: { product: string; size: string }): string => `${sale.product}|${sale.size}`;

/** Reads a price such as `1097`, `$1,097` or `685.50` as dollars with two decimals. Throws a Mistake naming the row. */
function readPrice(text: string, column: string, row: number): { price: string; cents: bigint } {
  const match = PRICE.exec(text);
  if (!match?.[1])
    throw new Mistake(`Row ${row}: "${text}" in ${column} is not a price. Correct it and run this again.`);
  const dollars = match[1].replaceAll(",", "");
  const cents = (match[2] ?? "").padEnd(2, "0");
  return { price: `${dollars}.${cents}`, cents: BigInt(dollars + cents) };
}

function readSale(columns: Row, row: number): Sale {
  const product = columns["Sneaker Name"] ?? "";
  const size = columns["Shoe Size"] ?? "";
  if (!product || !size) throw new Mistake(`Row ${row}: the sneaker's name or size is missing.`);
  return { row, product, size, ...readPrice(columns["Sale Price"] ?? "", "Sale Price", row) };
}

/** Reads the file and checks every row of it, so that a mistake in its last row is found before the first trade. */
export function planReplay(file: string | undefined, rowsMax: number): ReplayPlan {
  const { rows, bytes } = readCsv(file, COLUMNS, "npm run replay -- <trades.csv> [--rows 5000]");
  const taken = rows.slice(0, rowsMax);
  const markets = new Map<string, Sale[]>();
  const products = new Map<string, ReplayProduct>();
  for (const [index, columns] of taken.entries()) {
    const sale = readSale(columns, index + 1);
    const key = marketKey(sale);
    const earlier = markets.get(key);
    if (earlier) earlier.push(sale);
    else markets.set(key, [sale]);
  }
  for (const [index, columns] of rows.entries()) {
    const { product, size } = readSale(columns, index + 1);
    const known = products.get(product);
    if (known && !known.sizes.includes(size)) known.sizes.push(size);
    if (known) continue;
    products.set(product, {
      key: product,
      brand: columns.Brand || "Unknown",
      name: product.replaceAll("-", " "),
      retailPrice: readPrice(columns["Retail Price"] ?? "", "Retail Price", index + 1).price,
      releaseDate: columns["Release Date"] ?? "",
      sizes: [size],
    });
  }
  for (const { sizes } of products.values()) sizes.sort((left, right) => Number(left) - Number(right));
  const fileHash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  return { fileHash, products: [...products.values()], markets, total: taken.length };
}
