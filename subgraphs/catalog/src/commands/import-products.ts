import { withTransaction } from "@outcry/database";
import { ok, type Result, refuse } from "@outcry/kernel";
import {
  type ImportReport,
  type ReadRow,
  refuseRepeats,
  refuseTaken,
  reportOf,
} from "../domain/import-report.ts";
import { type ImportSettings, readImportRow } from "../domain/import-row.ts";
import { announceVariants } from "../events.ts";
import { productIdIn, recordProducts, takenSlugs, tradableVariants } from "../store/products.ts";
import { allCategories } from "../store/shelves.ts";
import { type CommandDependencies, withIds } from "./deciding.ts";
import { type FoundRow, type ImportFormat, readFile } from "./import-file.ts";

export type ImportRequest = Readonly<{
  format: ImportFormat;
  data: string;
  defaultCategorySlug: string;
  dryRun: boolean;
}>;

export type ImportRefusal = { kind: "Validation"; message: string; field: string[] };

const invalid = (property: string, message: string) =>
  refuse<ImportRefusal>({ kind: "Validation", message, field: ["input", property] });

function readRow(found: FoundRow, index: number, settings: ImportSettings): ReadRow {
  const row = index + 1;
  if (found.values === undefined) return { row, problems: [{ column: null, message: found.fault }] };
  const read = readImportRow(found.values, settings);
  return read.ok ? { row, product: read.value } : { row, problems: read.refusal };
}

/** Adds the good rows of a file, all in one transaction, and says what is wrong with the others. */
export const makeImportProducts =
  ({ database, doorbell }: CommandDependencies) =>
  async (request: ImportRequest): Promise<Result<ImportReport, ImportRefusal>> => {
    const file = readFile(request.format, request.data);
    if (!file.ok) return invalid("data", file.refusal);
    const categorySlugs = new Set((await allCategories(database.db)).map(({ slug }) => slug));
    const { defaultCategorySlug } = request;
    if (!categorySlugs.has(defaultCategorySlug))
      return invalid("defaultCategorySlug", "There is no such category.");
    const settings = { categorySlugs, defaultCategorySlug };
    const read = refuseRepeats(file.value.map((found, index) => readRow(found, index, settings)));
    const slugs = read.flatMap(({ product }) => (product ? [product.slug] : []));
    const fresh = refuseTaken(read, await takenSlugs(database.db, slugs));
    if (request.dryRun) return ok(reportOf(fresh));
    const products = fresh.flatMap(({ product }) => (product ? [withIds(product)] : []));
    const recorded = await withTransaction(database, async (tx) => {
      const ids = await recordProducts(tx, products);
      if (ids.size > 0) await announceVariants(tx, await tradableVariants(tx, productIdIn([...ids])));
      return ids;
    });
    if (recorded.size > 0) doorbell.ring("catalog");
    const lost = new Set(products.filter(({ id }) => !recorded.has(id)).map(({ slug }) => slug));
    return ok(reportOf(refuseTaken(fresh, lost)));
  };
