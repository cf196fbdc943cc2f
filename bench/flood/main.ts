/**
 * What others notice of one user who sends 10,000 orders at once, at the router of a whole marketplace and at offers' command
 * boundary: `npm run bench -- flood [--through router|commands] [--at-once N] [--connections N]`
 */
import { parseArgs } from "node:util";
import { floodCommands } from "./commands.ts";
import { floodThroughRouter } from "./router.ts";

const { values: options } = parseArgs({
  options: {
    through: { type: "string", default: "router,commands" },
    "at-once": { type: "string", default: "10000" },
    /** Others' orders a second; 500 at the command boundary and 60 through the router unless said. */
    rate: { type: "string" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "5" },
    floods: { type: "string", default: "1" },
    /** Of the flood through the router: each way is tried. */
    profile: { type: "string" },
    connections: { type: "string", default: "4000,500" },
  },
});
const settings = (usualRate: number) => ({
  atOnce: Number(options["at-once"]),
  rate: Number(options.rate ?? usualRate),
  rounds: Number(options.rounds),
  seconds: Number(options.seconds),
  floods: Number(options.floods),
});

const ways = options.through.split(",");
if (ways.includes("commands")) await floodCommands(settings(500));
if (ways.includes("router"))
  for (const connections of options.connections.split(","))
    await floodThroughRouter(settings(60), Number(connections), options.profile);
