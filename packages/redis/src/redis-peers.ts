import { type Clock, newId } from "@outcry/kernel";
import { connectRedis, tellWhenAway } from "./connect.ts";
import { type Letter, makeOutgoingLetters } from "./letters.ts";
import { makeMembership } from "./membership.ts";
import type { Answer, Peers } from "./peers.ts";
import { ANSWER_MILLISECONDS_MAX, makeQuestions } from "./questions.ts";
import { makeSealing } from "./sealing.ts";

const HEARTBEAT_MILLISECONDS = 500;
const WATCH_MILLISECONDS = 100;

export type RedisPeersOptions = Readonly<{
  url: string;
  /** Which instances belong together and speak one language: a service, and the version of what its instances ask each other. */
  group: string;
  /** What these instances have and others have not. */
  secret: string;
  clock: Clock;
  /** Called once for each time that Redis is away. */
  onAway: (reason: string) => void;
}>;

type Heartbeat = Readonly<{ from: string; present: boolean }>;
type Line = Readonly<{
  /** Resolves to how many instances it reached. */
  send(channel: string, message: unknown): Promise<number>;
  close(): Promise<void>;
}>;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Null when it failed: of why, nobody is told. */
const outcomeOf = (answering: Promise<unknown>) =>
  answering.then(
    (is) => ({ is }),
    () => null,
  );

/** Sealed messages over Redis pub/sub, where a message is delivered at once or lost. */
function openLine(
  { url, secret, onAway }: RedisPeersOptions,
  channels: readonly string[],
  { receive, onReady }: { receive: (channel: string, message: unknown) => void; onReady: () => void },
): Line {
  const { seal, open } = makeSealing(secret, "outcry peers");
  const [publisher, subscriber] = [connectRedis(url), connectRedis(url)];
  tellWhenAway(subscriber, onAway);
  subscriber.on("messageBuffer", (name: Buffer, sealed: Buffer) => {
    const channel = name.toString();
    const message = open(channel, sealed);
    if (message !== null) receive(channel, message);
  });
  subscriber.on("ready", () => {
    subscriber.subscribe(...channels).then(onReady, () => undefined);
  });
  return {
    send: (channel, message) => publisher.publish(channel, seal(channel, message)) as Promise<number>,
    async close() {
      subscriber.disconnect();
      await nextTurn(); // Letters leave at the end of one.
      await publisher.quit().catch(() => publisher.disconnect());
    },
  };
}

/** Instances that reach each other over Redis. */
export function redisPeers(options: RedisPeersOptions): Peers {
  const time = (): number => options.clock().getTime();
  const now = (): number => performance.now();
  const self = newId();
  const everybody = `outcry:peers:${options.group}`;
  const channelOf = (peer: string): string => `${everybody}:${peer}`;
  const members = makeMembership(self, now);
  const questions = makeQuestions(now);
  let answer: Answer | null = null;
  let present = false;

  const line = openLine(options, [everybody, channelOf(self)], {
    receive: (channel, message) =>
      channel === everybody ? hear(message as Heartbeat) : read(message as Letter),
    onReady: () => present && announce(),
  });
  const letters = makeOutgoingLetters({
    ...{ from: self, time },
    send: async (peer, letter) => (await line.send(channelOf(peer), letter)) > 0,
    onLost(peer, isGone) {
      if (isGone) members.left(peer);
      questions.failAll(peer, isGone ? "it is gone" : "Redis is away");
    },
  });

  function announce(): void {
    line.send(everybody, { from: self, present } satisfies Heartbeat).catch(() => undefined);
  }

  function hear(heartbeat: Heartbeat): void {
    if (heartbeat.from === self) return;
    if (!heartbeat.present) members.left(heartbeat.from);
    // Whoever is new has not heard of us either.
    else if (members.heard(heartbeat.from) && present) announce();
  }

  async function answerTo(peer: string, [number, question]: Letter["questions"][number]): Promise<void> {
    const given = answer && (await outcomeOf(answer(question)));
    letters.to(peer).answers.push([number, given]);
  }

  function read({ from, at, ...letter }: Letter): void {
    for (const [number, given] of letter.answers) {
      questions.answered(number, given);
      if (given === null) members.distrust(from);
    }
    // Who asked long ago has helped itself since: we may have been stopped in between.
    if (at + ANSWER_MILLISECONDS_MAX < time())
      for (const [number] of letter.questions) letters.to(from).answers.push([number, null]);
    else for (const question of letter.questions) answerTo(from, question);
  }

  const timers = [
    setInterval(() => present && announce(), HEARTBEAT_MILLISECONDS).unref(),
    setInterval(() => {
      for (const peer of questions.late()) members.distrust(peer);
      for (const peer of members.gone()) questions.failAll(peer, "it is gone");
    }, WATCH_MILLISECONDS).unref(),
  ];

  const be = (there: boolean): void => {
    present = there;
    announce();
  };
  return {
    self,
    eldest: members.eldest,
    ask: (peer, question) =>
      questions.ask(peer, (number) => letters.to(peer).questions.push([number, question])),
    join(own) {
      answer = own;
      be(true);
    },
    leave: () => be(false),
    async close() {
      for (const timer of timers) clearInterval(timer);
      questions.close();
      await line.close();
    },
  };
}
