/** Places orders from a process of its own; `startCallers` speaks with it. */
import { Pool } from "undici";
import type { Call, CallersTask, Outcome } from "./callers.ts";
import { nextOrder, PLACE, type Placed } from "./people.ts";

const TICK_MILLISECONDS = 4;
const now = () => performance.timeOrigin + performance.now();

type Answer = { data: Placed; errors?: { extensions: { code: string } }[] };

const outcomeOf = ({ data, errors }: Answer): Outcome => {
  const [refusal] = data?.placed?.userErrors ?? [];
  const code = errors?.[0]?.extensions.code ?? refusal?.code;
  if (code !== undefined) return code;
  return data.placed.trades?.length ? "traded" : "rested";
};

function makePlacing({ graphUrl, tokens, variantIds }: CallersTask, calls: Call[]) {
  const { origin, pathname } = new URL(graphUrl);
  const pool = new Pool(origin, { connections: tokens.length, pipelining: 1 });
  return async (caller: number, due: number): Promise<void> => {
    const { side, input } = nextOrder(variantIds);
    const outcome = await pool
      .request({
        ...{ method: "POST", path: pathname },
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${tokens[caller % tokens.length]}`,
        },
        body: JSON.stringify({ query: PLACE[side], variables: { input } }),
      })
      .then(async ({ body }) => outcomeOf((await body.json()) as Answer))
      .catch((): Outcome => "failed");
    calls.push({ at: due, milliseconds: now() - due, outcome });
  };
}

/** So many orders a second, whether the earlier are answered or not; timed from when each was due. */
function runOpen(perSecond: number, place: ReturnType<typeof makePlacing>) {
  const underWay = new Set<Promise<void>>();
  const started = now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = ((now() - started) / 1_000) * perSecond;
    for (; sent < due; sent += 1) {
      const placing = place(sent, started + (sent / perSecond) * 1_000).finally(() =>
        underWay.delete(placing),
      );
      underWay.add(placing);
    }
  }, TICK_MILLISECONDS);
  return async () => {
    clearInterval(timer);
    await Promise.all(underWay);
  };
}

/** Each caller places its next order when the last is answered. */
function runClosed(callers: number, place: ReturnType<typeof makePlacing>) {
  let stopped = false;
  const call = async (caller: number) => {
    while (!stopped) await place(caller, now());
  };
  const running = Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return async () => {
    stopped = true;
    await running;
  };
}

let stop: () => Promise<void> = async () => undefined;
let calls: Call[] = [];
process.on("message", async (message: CallersTask | "stop") => {
  if (message !== "stop") {
    calls = [];
    const place = makePlacing(message, calls);
    stop = message.perSecond ? runOpen(message.perSecond, place) : runClosed(message.tokens.length, place);
    return;
  }
  await stop();
  process.send?.(calls);
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
