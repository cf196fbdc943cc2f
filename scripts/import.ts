/** Imports a catalogue file through the public graph, in pieces that fit a request. */
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { Presets, SingleBar } from "cli-progress";
import { adminKey } from "./partner/accounts.ts";
import { type Row, readCsv } from "./partner/csv.ts";
import { graphClient, USER_ERRORS, type UserErrorAnswer } from "./partner/graph-client.ts";
import { jobState } from "./partner/job-state.ts";
import { settings } from "./partner/settings.ts";
import { Mistake, runProgram } from "./partner/stop-with-sentence.ts";

/** The server takes 200 KB inline; JSON escapes make a piece longer on the wire, and a request may have 256 KB. */
const PIECE_CHARACTERS_MAX = 120_000;
const COLUMNS = [
  "brand",
  "name",
  "description",
  "colorway",
  "category",
  "retail_price",
  "release_date",
  "style_id",
  "sizes",
];
const IMPORT = `mutation Import($input: ImportProductsInput!) {
  importProducts(input: $input) { report { rows accepted rejected errors { row column message } } ${USER_ERRORS} } }`;

type Piece = { firstRow: number; rows: number; data: string };
type Report = {
  rows: number;
  accepted: number;
  rejected: number;
  errors: { row: number; column: string | null; message: string }[];
};
type State = { piecesDone: number; accepted: number; rejected: number };

const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;

function* cut(rows: Row[]): Generator<Piece> {
  const columns = COLUMNS.filter((column) => column in (rows[0] ?? {}));
  const header = `${columns.join(",")}\n`;
  let piece: Piece = { firstRow: 1, rows: 0, data: header };
  for (const [index, row] of rows.entries()) {
    const line = `${columns.map((column) => quoted(row[column] ?? "")).join(",")}\n`;
    if (piece.rows > 0 && piece.data.length + line.length > PIECE_CHARACTERS_MAX) {
      yield piece;
      piece = { firstRow: index + 1, rows: 0, data: header };
    }
    piece = { ...piece, rows: piece.rows + 1, data: piece.data + line };
  }
  yield piece;
}

await runProgram(async () => {
  const { values, positionals } = parseArgs({
    options: { category: { type: "string", default: "sneakers" } },
    allowPositionals: true,
  });
  const { rows, bytes } = readCsv(
    positionals[0],
    ["brand", "name"],
    "npm run import -- <catalogue.csv> [--category sneakers]",
  );
  const memory = jobState<State>(`import-${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}`);
  const state = memory.load() ?? { piecesDone: 0, accepted: 0, rejected: 0 };
  const client = graphClient(
    settings.url,
    await adminKey(settings.url, settings.adminEmail, settings.adminPassword, "import"),
  );
  const pieces = [...cut(rows)];
  console.log(`Importing ${rows.length} rows through ${settings.url}`);
  const bar = new SingleBar(
    { format: "  {bar} {percentage}% | {value}/{total} rows | {rate}/s | {eta_formatted} left" },
    Presets.shades_classic,
  );
  const problems: string[] = [];
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  const started = performance.now();
  let sent = 0;
  bar.start(
    rows.length,
    pieces.slice(0, state.piecesDone).reduce((sum, piece) => sum + piece.rows, 0),
    { rate: 0 },
  );
  for (const piece of pieces.slice(state.piecesDone)) {
    if (stopping.signal.aborted) break;
    const { importProducts } = await client.ask<{
      importProducts: { report: Report | null; userErrors: UserErrorAnswer[] };
    }>(IMPORT, {
      input: { format: "CSV", data: piece.data, defaultCategorySlug: values.category },
    });
    const { report } = importProducts;
    if (!report) throw new Mistake(`The import was refused: ${importProducts.userErrors[0]?.message}`);
    for (const { row, column, message } of report.errors) {
      problems.push(`  Row ${piece.firstRow + row - 1}${column ? `, ${column}` : ""}: ${message}`);
    }
    state.piecesDone += 1;
    state.accepted += report.accepted;
    state.rejected += report.rejected;
    memory.save(state);
    sent += piece.rows;
    bar.increment(piece.rows, { rate: Math.round(sent / ((performance.now() - started) / 1_000)) });
  }
  bar.stop();
  for (const problem of problems) console.log(problem);
  if (stopping.signal.aborted) throw new Mistake("Stopped. Run the same command again to go on from here.");
  console.log(`  ${state.accepted} taken, ${state.rejected} not.`);
});
