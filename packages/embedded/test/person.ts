/** Run by a test as an ordinary person: starts PostgreSQL, asks it something, stops it. */
import postgres from "postgres";
import { startPostgres } from "../src/index.ts";

const [dataDirectory = "", binaries = ""] = process.argv.slice(2);
const running = await startPostgres({ dataDirectory, binaries });
const sql = postgres(running.url, { max: 1 });
await sql`select 1`;
await sql.end();
await running.stop();
process.stdout.write(`ran as ${process.getuid?.()}\n`);
