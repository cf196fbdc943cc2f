import type { ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { flood } from "../../scripts/test/flood.ts";
import { LIMITS } from "../src/limits.ts";
import { codeOf, House } from "./support/house.ts";
import { signToken } from "./support/market.ts";

const OTHER = "01890000-0000-7000-8000-000000000009";
const MORE = 40;
const ANSWER = '{"data":{"unlucky":13}}';

/** A router whose subgraph answers nobody until it is told to, so that what is under way stays under way. */
let house: House;
let held: ServerResponse[];
let open = false;
beforeEach(async () => {
  house = await new House().start();
  held = [];
  open = false;
  house.catalog.misbehave = (_request, response) => {
    if (open) response.end(ANSWER);
    else held.push(response);
  };
});
afterEach(() => house.stop());

const answerAll = () => {
  open = true;
  for (const response of held) response.end(ANSWER);
};

/** Questions that differ, so that none shares another's answer. */
const bodies = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) =>
    JSON.stringify({ query: `{ unlucky a${from + index}: unlucky }` }),
  );
const ask = (headers: Record<string, string>, from = 0) => house.post(bodies(1, from)[0], headers);
const as = async (sub?: string) => ({ authorization: `Bearer ${await signToken(sub ? { sub } : {})}` });
const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

/** Sends the head of a request, and resolves when the router has read it: it then waits for the body. */
const beginRequest = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(house.router.url).port), "127.0.0.1");
    socket.on("error", reject).once("data", () => resolve(socket));
    socket.write(
      "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\nexpect: 100-continue\r\n\r\n",
    );
  });

describe("requests of one person at once", () => {
  it("are refused beyond the bound, with a code and a time, though rates are off; others are served", async () => {
    const { authorization } = await as();
    expect((await house.ask("{ __typename }", {}, { authorization })).status).toBe(200);
    const count = LIMITS.atOncePerPerson + MORE;
    const flooding = flood({
      ...{ url: `${house.router.url}/graphql`, token: authorization.slice("Bearer ".length) },
      ...{ bodies: bodies(count), connections: count },
    });
    await until(() => held.length === LIMITS.atOncePerPerson);
    const other = ask(await as(OTHER), count);
    const anonymous = ask({}, count + 1);
    await until(() => held.length === LIMITS.atOncePerPerson + 2);
    answerAll();
    expect([(await other).status, (await anonymous).status]).toEqual([200, 200]);
    const answers = await flooding;
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(LIMITS.atOncePerPerson);
    expect(refused).toHaveLength(MORE);
    for (const { retryAfter, body } of refused) {
      expect(retryAfter).toBe("1");
      expect(codeOf(JSON.parse(body))).toBe("RATE_LIMITED");
    }
    expect(held).toHaveLength(LIMITS.atOncePerPerson + 2);
  });

  it("are served again when those before are answered and the told time has passed", async () => {
    const headers = await as();
    await house.ask("{ __typename }", {}, headers);
    const first = bodies(LIMITS.atOncePerPerson).map((body) => house.post(body, headers));
    await until(() => held.length === LIMITS.atOncePerPerson);
    const refused = await ask(headers, 100);
    expect([refused.status, refused.headers.get("connection")]).toEqual([429, "close"]);
    answerAll();
    await Promise.all(first);
    const statuses = new Set<number>();
    while (!statuses.has(200)) {
      await new Promise((resolve) => setTimeout(resolve, Number(refused.headers.get("retry-after")) * 1_000));
      statuses.add((await ask(headers, 101)).status);
    }
  });

  it("count until their work is done, also when their sender goes away", async () => {
    const headers = await as();
    await house.ask("{ __typename }", {}, headers);
    const leaving = new AbortController();
    const gone = bodies(LIMITS.atOncePerPerson).map((body) =>
      fetch(`${house.router.url}/graphql`, {
        ...{ method: "POST", body, signal: leaving.signal },
        headers: { "content-type": "application/json", ...headers },
      }).catch(() => null),
    );
    await until(() => held.length === LIMITS.atOncePerPerson);
    leaving.abort();
    await Promise.all(gone);
    expect((await ask(headers, 100)).status).toBe(429);
    answerAll();
  });
});

describe("requests of one address at once", () => {
  it("without credentials, or with such as are not verified, are refused beyond the bound", async () => {
    const begun = await Promise.all(Array.from({ length: LIMITS.atOncePerAddress }, beginRequest));
    expect((await ask({}, 1_000)).status).toBe(429);
    expect((await ask({ authorization: "Bearer a-guess" })).status).toBe(429);
    for (const socket of begun) socket.destroy();
    answerAll();
    let status = 429;
    while (status === 429) status = (await ask({}, 1_001)).status;
    expect(status).toBe(200);
  });
});

describe("connections of one address", () => {
  it("are all served, also those that wait at the door, and those that leave while they wait harm nobody", async () => {
    answerAll();
    const { authorization } = await as();
    const token = authorization.slice("Bearer ".length);
    const url = `${house.router.url}/graphql`;
    const leaving = new AbortController();
    const gone = bodies(200).map((body) =>
      fetch(url, { method: "POST", body, signal: leaving.signal }).catch(() => null),
    );
    const answers = flood({ url, token, bodies: bodies(300), connections: 300 });
    leaving.abort();
    await Promise.all(gone);
    const statuses = (await answers).map(({ status }) => status);
    expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
    expect(statuses).toHaveLength(300);
  });
});
