import type { SubgraphName } from "@outcry/contracts";
import { connectDatabase } from "@outcry/database";
import { systemClock } from "@outcry/kernel";
import { inProcessDoorbell, redisDoorbell } from "@outcry/outbox";
import { httpFeed } from "../http/feed.ts";
import { makeServiceClient } from "../http/service-client.ts";
import { makeLogger } from "../logger.ts";
import type { RunningSubgraph, SubgraphDependencies } from "../subgraph.ts";
import { readFleetConfig } from "./config.ts";

/**
 * Runs one subgraph as a process of its own, until SIGTERM or SIGINT.
 * The same factory runs inside the all-in-one process: which of the two it is, is a deployment setting.
 */
export async function runSubgraph(
  name: SubgraphName,
  environment: Record<string, string | undefined>,
  create: (dependencies: SubgraphDependencies) => Promise<RunningSubgraph>,
): Promise<void> {
  const config = readFleetConfig(name, environment);
  const logger = makeLogger(name, config.logLevel);
  const database = connectDatabase({
    url: config.databaseUrl,
    applicationName: name,
    poolMax: config.poolMax,
  });
  const doorbell = config.redisUrl ? redisDoorbell({ url: config.redisUrl, logger }) : inProcessDoorbell();
  const lineTo = (audience: SubgraphName) => {
    const key = config.signingKeys[audience];
    if (!key)
      throw new Error(`${name} calls ${audience}, but OUTCRY_PASSPORT_KEYS has no "${name}>${audience}".`);
    return { url: config.urlOf(audience), caller: name, audience, key };
  };
  const running = await create({
    database,
    doorbell,
    feeds: (producer) => httpFeed(lineTo(producer)),
    services: (audience) => makeServiceClient(lineTo(audience)),
    passportKeys: config.acceptedKeys,
    logger,
    clock: systemClock,
    host: config.host,
    port: config.port,
  });
  logger.info({ url: running.url }, "Listening.");
  await new Promise((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
  await running.stop();
  await doorbell.close();
  await database.close();
}
