/** Starts PostgreSQL as a process of its own, says where, and waits to be killed: what `npm start` is to it. */
import { startPostgres } from "../src/index.ts";

const [dataDirectory = ""] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(await startPostgres({ dataDirectory }))}\n`);
setInterval(() => undefined, 60_000);
