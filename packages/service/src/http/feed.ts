import type { EventFeed, FeedEvent } from "@outcry/outbox";
import type { FastifyInstance } from "fastify";
import { Pool } from "undici";
import { z } from "zod";
import { ServiceUnavailableError } from "../faults.ts";
import { PASSPORT_HEADER, signPassport } from "../passport.ts";
import type { ServiceClientOptions } from "./service-client.ts";

/** A page of the feed is at most this; consumers ask again. */
const EVENTS_PER_READ_MAX = 1_000;
const TIMEOUT_MILLISECONDS = 5_000;

const position = z
  .string()
  .regex(/^\d{1,19}$/)
  .transform(BigInt);
const readQuery = z.object({
  after: position,
  limit: z.coerce.number().int().min(1).max(EVENTS_PER_READ_MAX),
});

/** Serves a subgraph's feed to the services that hear it. A consumer is known by its passport, so none can move another's cursor. */
export function addFeedRoutes(server: FastifyInstance, feed: EventFeed): void {
  server.get("/events", async (request, reply) => {
    const query = readQuery.safeParse(request.query);
    if (!query.success)
      return reply
        .code(400)
        .send({ errors: [{ message: "Bad feed request.", extensions: { code: "BAD_REQUEST" } }] });
    const events = await feed.read({ consumer: request.passport.caller, ...query.data });
    return { events: events.map((event) => ({ ...event, position: event.position.toString() })) };
  });
  server.get("/events/head", async () => ({ head: (await feed.head()).toString() }));
}

const feedEvent = z.object({
  id: z.string(),
  type: z.string(),
  version: z.string(),
  aggregateType: z.string(),
  aggregateId: z.string(),
  payload: z.record(z.string(), z.unknown()),
  position,
  occurredAt: z.iso.datetime().transform((text) => new Date(text)),
});
const feedPage = z.object({ events: z.array(feedEvent) });
const feedHead = z.object({ head: position });

/** The networked adapter of EventFeed: pulls another subgraph's feed over HTTP. Throws ServiceUnavailableError. */
export function httpFeed({
  url,
  caller,
  audience,
  key,
}: ServiceClientOptions): EventFeed & { close(): Promise<void> } {
  const pool = new Pool(url, { connections: 2 });
  const get = async (path: string): Promise<unknown> => {
    const passport = signPassport({ key, caller, audience, body: path, now: new Date() });
    const response = await pool.request({
      method: "GET",
      path,
      headers: { [PASSPORT_HEADER]: passport },
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    if (response.statusCode !== 200) {
      await response.body.dump();
      throw new ServiceUnavailableError(`The feed of ${audience} answered ${response.statusCode}.`);
    }
    return response.body.json();
  };
  return {
    producer: audience,
    read: async ({ after, limit }): Promise<FeedEvent[]> =>
      feedPage.parse(await get(`/events?after=${after}&limit=${Math.min(limit, EVENTS_PER_READ_MAX)}`))
        .events as FeedEvent[],
    head: async () => feedHead.parse(await get("/events/head")).head,
    close: () => pool.close(),
  };
}
