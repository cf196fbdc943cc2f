import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { prepareBench } from "./install.ts";
import { readOptions, USAGE } from "./options.ts";

const options = readOptions(process.argv.slice(2));
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}
prepareBench(fileURLToPath(new URL("..", import.meta.url)));
const folder = `${tmpdir()}/outcry-bench-${process.pid}`;
// Only now: what they import may just have been installed.
if (options.heap) await (await import("./heap.ts")).measureHeap(options, folder);
else await (await import("./scenes.ts")).runScenes(options, folder);
process.exit(0);
