import type { SubgraphName } from "@outcry/contracts";
import { connectDatabase } from "@outcry/database";
import { systemClock } from "@outcry/kernel";
import { inProcessDoorbell, redisDoorbell } from "@outcry/outbox";
import { redisPeers } from "@outcry/redis";
import type { z } from "zod";
import { httpFeed } from "../http/feed.ts";
import { makeServiceClient } from "../http/service-client.ts";
import { makeLogger } from "../logger.ts";
import type { RunningSubgraph, SubgraphDependencies } from "../subgraph.ts";
import { type Environment, type FleetMember, readFleetConfig } from "./config.ts";
import { runProcess } from "./process.ts";

export type SubgraphProcess<Own extends z.ZodObject> = FleetMember<Own> &
  Readonly<{
    environment: Environment;
    create: (dependencies: SubgraphDependencies, own: z.infer<Own>) => Promise<RunningSubgraph>;
  }>;

type Closable = { close(): Promise<unknown> };

/**
 * Runs one subgraph as a process of its own, until SIGTERM or SIGINT.
 * The same factory runs inside the all-in-one process: which of the two it is, is a deployment setting.
 */
export const runSubgraph = <Own extends z.ZodObject>(subgraph: SubgraphProcess<Own>): Promise<void> =>
  runProcess(() => startSubgraph(subgraph));

async function startSubgraph<Own extends z.ZodObject>(subgraph: SubgraphProcess<Own>) {
  const { name, environment, create } = subgraph;
  const config = readFleetConfig(subgraph, environment);
  const { redisUrl, acceptedKeys } = config;
  const logger = makeLogger(name, config.logLevel);
  const database = connectDatabase({
    url: config.databaseUrl,
    applicationName: name,
    poolMax: config.poolMax,
  });
  const doorbell = redisUrl ? redisDoorbell({ url: redisUrl, logger }) : inProcessDoorbell();
  // Whoever has the router's key can act as anybody already, so it may seal what instances tell each other.
  const secret = acceptedKeys.router;
  const onAway = (reason: string) =>
    logger.warn({ reason }, "Redis is away: until it is back, this instance works alone.");
  const peers =
    redisUrl && secret
      ? (language: string) =>
          redisPeers({ url: redisUrl, group: `${name}:${language}`, secret, clock: systemClock, onAway })
      : undefined;
  const lines: Closable[] = [];
  const keep = <Line extends Closable>(line: Line): Line => {
    lines.push(line);
    return line;
  };
  const dependencies: SubgraphDependencies = {
    database,
    doorbell,
    ...(peers && { peers }),
    feeds: (producer) => keep(httpFeed(config.lineTo(producer))),
    services: (audience) => keep(makeServiceClient(config.lineTo(audience))),
    passportKeys: acceptedKeys,
    logger,
    clock: systemClock,
    host: config.host,
    port: config.port,
  };
  const running = await create(dependencies, config.own).catch((fault: unknown) => {
    throw startFault(fault, name, config.port);
  });
  logger.info({ url: running.url }, "Listening.");
  return {
    async stop() {
      logger.info("Stopping: requests under way are finished first.");
      await running.stop();
      // A client that the subgraph has closed already says so; that is no fault.
      await Promise.allSettled(lines.map((line) => line.close()));
      await doorbell.close();
      await database.close();
      logger.info("Stopped.");
    },
  };
}

function startFault(fault: unknown, name: SubgraphName, port: number): unknown {
  if ((fault as NodeJS.ErrnoException | undefined)?.code !== "EADDRINUSE") return fault;
  const variable = `${name.toUpperCase()}_PORT`;
  return new Error(`Port ${port} is taken. Stop what uses it, or choose another with ${variable}.`);
}
