import postgres from "postgres";
import { marketKey, planReplay, type ReplayPlan, type Sale } from "../../scripts/replay/plan.ts";
import type { Contestant, Setting } from "./contestant.ts";
import type { Placement } from "./load.ts";
import type { Scene } from "./scene.ts";

/**
 * Some rows of a file of real sales, first and last counted from 0 and the last left out; `callers` commands are in flight at
 * any time.
 */
export type Slice = Readonly<{ file: string; from: number; to: number; callers: number }>;

type Place = (placement: Placement) => Promise<boolean>;
type Command = Readonly<{ row: number; market: string; placement: Placement }>;

/** Who decides what is submitted first before what is submitted next, so that a replay need not wait for one to send the other. */
const KEEPS_ORDER: readonly Contestant[] = ["ours"];

const planOf = (file: string): ReplayPlan => planReplay(file, Number.POSITIVE_INFINITY);

/** How many markets a file has, and how many sales worth how many cents. */
export function sizeOf(file: string): { markets: number; sales: number; cents: bigint } {
  const { markets, total } = planOf(file);
  const cents = [...markets.values()].flat().reduce((sum, sale) => sum + sale.cents, 0n);
  return { markets: markets.size, sales: total, cents };
}

/** Markets are variants in the order in which the file names them first. */
const variantsOf = ({ markets }: ReplayPlan, scene: Scene): Map<string, string> =>
  new Map([...markets.keys()].map((key, index) => [key, scene.variantIds[index] ?? ""]));

/** A sale is an ask that rests at its price and a bid that takes it, by two people; those of 200 sales on end are all others. */
function commandsOf(sale: Sale, variantId: string, userIds: readonly string[]): Command[] {
  const user = (index: number): string => userIds[index % userIds.length] ?? "";
  const { row, cents: price } = sale;
  const ask: Placement = { variantId, userId: user(2 * row), side: "ASK", price };
  const bid: Placement = { ...ask, userId: user(2 * row + 1), side: "BID" };
  return [ask, bid].map((placement) => ({ row, market: variantId, placement }));
}

/**
 * Sends commands in the order of the file, always so many in flight. With `keepsOrder`, a command is submitted at once;
 * without, it is in flight but waits until the one before it in its market is answered, because two that are under way together
 * may take effect in either order, and then a sale would meet another's ask or nothing. Throws when one is refused.
 */
async function feed(
  place: Place,
  commands: readonly Command[],
  { inFlight, keepsOrder }: { inFlight: number; keepsOrder: boolean },
): Promise<void> {
  const lastOf = new Map<string, Promise<boolean>>();
  let next = 0;
  const send = (command: Command): Promise<boolean> => {
    if (keepsOrder) return place(command.placement);
    const before = lastOf.get(command.market) ?? Promise.resolve(true);
    const sent = before.then(() => place(command.placement));
    lastOf.set(command.market, sent);
    return sent;
  };
  const sender = async (): Promise<void> => {
    for (let command = commands[next++]; command !== undefined; command = commands[next++])
      if (!(await send(command))) throw new Error(`Row ${command.row} was refused.`);
  };
  await Promise.all(Array.from({ length: inFlight }, sender));
}

/**
 * Trades a slice of the file, as a tool that replays it would: the same feed for whoever is measured. Returns the seconds it
 * took. Throws when an order is refused, and after the last slice when a market is not what the file makes of it.
 */
export async function replaySlice(
  place: Place,
  setting: Setting,
  { file, from, to, callers }: Slice,
): Promise<number> {
  const { scene, contestant } = setting;
  const plan = planOf(file);
  const variants = variantsOf(plan, scene);
  const commands = [...plan.markets.values()]
    .flat()
    .filter(({ row }) => row > from && row <= to)
    .sort((left, right) => left.row - right.row)
    .flatMap((sale) => commandsOf(sale, variants.get(marketKey(sale)) ?? "", scene.userIds));
  const started = performance.now();
  await feed(place, commands, { inFlight: callers, keepsOrder: KEEPS_ORDER.includes(contestant) });
  const seconds = (performance.now() - started) / 1_000;
  if (to === plan.total) await checkMarkets(setting, plan, variants);
  return seconds;
}

/** Throws unless each market has as many sales as the file says, and the file's last price as its last. */
async function checkMarkets(
  { adminUrl, contestant }: Setting,
  { markets }: ReplayPlan,
  variants: ReadonlyMap<string, string>,
): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, types: { bigint: postgres.BigInt }, onnotice: () => undefined });
  try {
    const rows = await sql<{ variant_id: string; sales: bigint; last: bigint }[]>`
      select variant_id, count(*) as sales, (array_agg(price_minor order by sequence desc, ordinal desc))[1] as last
        from offers.trades group by variant_id`;
    const found = new Map(rows.map((row) => [row.variant_id, row]));
    for (const [key, sales] of markets) {
      const market = found.get(variants.get(key) ?? "");
      if (market?.sales !== BigInt(sales.length) || market.last !== sales.at(-1)?.cents)
        throw new Error(
          `${contestant}: ${key} has ${market?.sales} sales, the last at ${market?.last} cents; the file has ` +
            `${sales.length}, the last at ${sales.at(-1)?.cents}.`,
        );
    }
    console.log(`${contestant}: each of ${markets.size} markets has the file's count and last price.`);
  } finally {
    await sql.end();
  }
}
