import { newId, systemClock } from "@outcry/kernel";
import { makeRedis, missingRedis, type RedisServer } from "@outcry/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { PeerSilentError, type Peers, redisPeers } from "../src/index.ts";

const missing = missingRedis();

describe.skipIf(missing !== undefined)(`peers over Redis${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await makeRedis();
  });
  afterAll(() => redis.discard());

  const opened: Peers[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((peers) => peers.close())));

  type Changes = Partial<Parameters<typeof redisPeers>[0]>;
  function open(group: string, changes: Changes = {}): Peers {
    const usual = { url: redis.url, secret: "shared by tests", clock: systemClock, onAway: () => undefined };
    const peers = redisPeers({ ...usual, group, ...changes });
    opened.push(peers);
    return peers;
  }
  const untilEldest = (peers: Peers, eldest: Peers) =>
    expect.poll(() => peers.eldest(), { interval: 10, timeout: 10_000 }).toBe(eldest.self);
  const never = () => new Promise<never>(() => undefined);
  const echo = async (question: unknown) => question;

  /** Two of a group of their own, the elder first; the younger knows of the elder. */
  async function two(answer: (question: unknown) => Promise<unknown>, changes: Changes = {}) {
    const group = newId();
    const [elder, younger] = [open(group, changes), open(group)];
    elder.join(answer);
    younger.join(echo);
    await untilEldest(younger, elder);
    return { elder, younger, group };
  }

  it("know who was started first, and who is alone", async () => {
    const { elder, younger } = await two(echo);
    expect(elder.eldest()).toBe(elder.self);
    const alone = open(newId());
    alone.join(echo);
    expect(alone.eldest()).toBe(alone.self);
    expect(younger.eldest()).toBe(elder.self);
  });

  it("are asked in order, and answer each question its own answer", async () => {
    const heard: unknown[] = [];
    const { elder, younger } = await two(async (question) => {
      heard.push(question);
      return { to: question };
    });
    const asked = Array.from({ length: 500 }, (_, index) => ["question", index, null, true]);
    const answers = await Promise.all(asked.map((question) => younger.ask(elder.self, question)));
    expect(heard).toEqual(asked);
    expect(answers).toEqual(asked.map((question) => ({ to: question })));
  });

  it("say that they failed and nothing of why, and are not asked again for a while", async () => {
    const { elder, younger } = await two(() => Promise.reject(new Error("select password from accounts")));
    const failure = await younger.ask(elder.self, "?").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PeerSilentError);
    expect(String(failure)).not.toMatch(/password/);
    expect(younger.eldest()).toBe(younger.self);
  });

  it("are not asked again for a while when they left a question open, and then are", async () => {
    let answers = false;
    const { elder, younger } = await two((question) => (answers ? echo(question) : never()));
    const started = performance.now();
    await expect(younger.ask(elder.self, "?")).rejects.toThrow(PeerSilentError);
    expect(performance.now() - started).toBeGreaterThan(900);
    expect(younger.eldest()).toBe(younger.self);
    answers = true;
    await untilEldest(younger, elder);
    expect(await younger.ask(elder.self, "?")).toBe("?");
  });

  it("are known to be gone as soon as one is asked whose process ended", async () => {
    const { elder, younger } = await two(echo);
    await opened.shift()?.close();
    await expect(younger.ask(elder.self, "?")).rejects.toThrow(/gone/);
    expect(younger.eldest()).toBe(younger.self);
  });

  it("still answer what they were asked before they left", async () => {
    let finish: ((answer: string) => void) | null = null;
    const { elder, younger } = await two(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    const answer = younger.ask(elder.self, "?");
    const isAsked = () => finish !== null;
    await expect.poll(isAsked, { interval: 10 }).toBe(true);
    elder.leave();
    await untilEldest(younger, younger);
    (finish as ((answer: string) => void) | null)?.("done");
    expect(await answer).toBe("done");
  });

  it("do nothing that was asked long ago", async () => {
    const done: unknown[] = [];
    const fiveSecondsOn = () => new Date(Date.now() + 5_000);
    const { elder, younger } = await two(async (question) => done.push(question), { clock: fiveSecondsOn });
    await expect(younger.ask(elder.self, "?")).rejects.toThrow(PeerSilentError);
    expect(done).toEqual([]);
  });

  it("neither hear nor answer who has not their secret, or speaks another language", async () => {
    const done: unknown[] = [];
    const { elder, younger, group } = await two(async (question) => done.push(question));
    const strangers = [open(group, { secret: "guessed" }), open(`${group}:2`)];
    for (const stranger of strangers) stranger.join(echo);
    await Promise.all(
      strangers.map((stranger) =>
        expect(stranger.ask(elder.self, "place an order")).rejects.toThrow(PeerSilentError),
      ),
    );
    expect(done).toEqual([]);
    expect(strangers.map((stranger) => stranger.eldest())).toEqual(strangers.map(({ self }) => self));
    expect(younger.eldest()).toBe(elder.self);
  });

  it("work alone while Redis is away, and find each other when it is back", async () => {
    let away = 0;
    const { elder, younger } = await two(echo, { onAway: () => (away += 1) });
    await redis.kill();
    await expect(younger.ask(elder.self, "?")).rejects.toThrow(PeerSilentError);
    await untilEldest(younger, younger);
    await redis.start();
    await untilEldest(younger, elder);
    expect(await younger.ask(elder.self, "?")).toBe("?");
    expect(away).toBe(1);
  });
});
