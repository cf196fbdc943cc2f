/**
 * Sells, rings and consumes, in a process of its own that kills itself at the step it is told: the arguments are the
 * database and the number of the step, 0 for none. Each step is named on the standard output as it is reached.
 */
import { writeSync } from "node:fs";
import { type Tx, withTransaction } from "@outcry/database";
import {
  announce,
  databaseFeed,
  type FeedEvent,
  inProcessDoorbell,
  startConsumer,
  together,
} from "../../src/index.ts";
import { connectStage, deeds, listeningLogger, many, noting, PRODUCER, reader, shop } from "../stage.ts";

const [, , url = "", crashAt = "0"] = process.argv;
let steps = 0;
let finish: () => void = () => undefined;
/** The first turn is the one that has work, and nothing else goes on beside it: the steps are the same in every run. */
const finished = new Promise<void>((resolve) => {
  finish = resolve;
});
const crashPoint = (name: string): void => {
  steps += 1;
  writeSync(1, `${name}\n`);
  if (steps === Number(crashAt)) process.kill(process.pid, "SIGKILL");
  if (name === "consumer: committed") finish();
};

const database = connectStage(url);
const doorbell = inProcessDoorbell();

const events = many(3);
await withTransaction(database, async (tx) => {
  for (const { id } of events) await tx.insert(deeds).values({ eventId: id });
  crashPoint("producer: done, not announced");
  await announce(tx, shop, events);
  crashPoint("producer: announced, not committed");
});
crashPoint("producer: committed, not rung");
doorbell.ring(PRODUCER);

const { "shop.sold": note } = noting("noting");
/** A batch in two halves, so that it can die between them. */
const noteAll = async (tx: Tx, sold: readonly FeedEvent[]): Promise<void> => {
  const [first, ...others] = sold;
  if (first) await note(tx, first);
  crashPoint("handler: in the middle of a batch");
  for (const event of others) await note(tx, event);
};

const consumer = startConsumer({
  consumer: "noting",
  feed: databaseFeed({ producer: PRODUCER, database, tables: shop, crashPoint }),
  doorbell,
  database,
  tables: reader,
  handlers: { "shop.sold": together((event) => event, noteAll) },
  logger: listeningLogger(),
  crashPoint,
});
await finished;
await consumer.stop();
await database.close();
