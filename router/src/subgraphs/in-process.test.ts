import { PASSPORT_HEADER } from "@outcry/service";
import { describe, expect, it } from "vitest";
import { inProcessTransport } from "./in-process.ts";
import { AnswerTooLarge, CALLS_MAX, DeadlineExceeded, type TransportCall } from "./transport.ts";

type Call = { body: string; passport: string | undefined; requestId: string | undefined };

const elsewhere = (seen: TransportCall[] = []) => ({
  post: async (call: TransportCall) => {
    seen.push(call);
    return { status: 202, body: "elsewhere" };
  },
  close: async () => {},
});
const call: TransportCall = {
  body: "{}",
  headers: { [PASSPORT_HEADER]: "a passport", "x-request-id": "7" },
  deadlineMilliseconds: 10_000,
};

/** A graph whose calls end when they are told to. */
function heldGraph() {
  const held: { call: Call; finish: (body: string) => void }[] = [];
  const graph = {
    call: (asked: Call) =>
      new Promise<{ status: number; body: string }>((resolve) => {
        held.push({ call: asked, finish: (body) => resolve({ status: 200, body }) });
      }),
  };
  return { held, graph };
}

describe("a transport within the process", () => {
  it("hands over what HTTP would carry, and hands back the answer", async () => {
    const { held, graph } = heldGraph();
    const answer = inProcessTransport({ graph, elsewhere: elsewhere() }).post(call);
    expect(held[0]?.call).toEqual({ body: "{}", passport: "a passport", requestId: "7" });
    held[0]?.finish('{"data":{}}');
    expect(await answer).toEqual({ status: 200, body: '{"data":{}}' });
  });

  it("takes what is not for the graph elsewhere", async () => {
    const seen: TransportCall[] = [];
    const { held, graph } = heldGraph();
    const transport = inProcessTransport({ graph, elsewhere: elsewhere(seen) });
    const webhook = { ...call, path: "/webhooks/stripe", body: Buffer.from([1, 2]) };
    expect(await transport.post(webhook)).toEqual({ status: 202, body: "elsewhere" });
    expect(seen).toEqual([webhook]);
    expect(held).toHaveLength(0);
  });

  it("gives up at the deadline, and drops what comes later", async () => {
    const { held, graph } = heldGraph();
    const answer = inProcessTransport({ graph, elsewhere: elsewhere() }).post({
      ...call,
      deadlineMilliseconds: 1,
    });
    await expect(answer).rejects.toThrow(DeadlineExceeded);
    held[0]?.finish("late");
  });

  it("lets only so many through at once; the others wait their turn, or until their deadline", async () => {
    const { held, graph } = heldGraph();
    const transport = inProcessTransport({ graph, elsewhere: elsewhere() });
    const first = Array.from({ length: CALLS_MAX }, () => transport.post(call));
    const impatient = transport.post({ ...call, body: "impatient", deadlineMilliseconds: 1 });
    const patient = transport.post({ ...call, body: "patient" });
    expect(held).toHaveLength(CALLS_MAX);
    await expect(impatient).rejects.toThrow(DeadlineExceeded);
    held[0]?.finish("done");
    await first[0];
    expect(held.at(-1)?.call.body).toBe("patient");
    held.at(-1)?.finish("done");
    expect((await patient).body).toBe("done");
    expect(held).toHaveLength(CALLS_MAX + 1);
  });

  it("hands on the fault of a subgraph that has stopped, and makes room", async () => {
    const graph = { call: () => Promise.reject(new Error("offers has stopped.")) };
    const transport = inProcessTransport({ graph, elsewhere: elsewhere() });
    for (let times = 0; times <= CALLS_MAX; times += 1)
      await expect(transport.post(call)).rejects.toThrow("offers has stopped.");
  });

  it("refuses an answer that is too large", async () => {
    const graph = { call: async () => ({ status: 200, body: "x".repeat(16 * 1024 * 1024 + 1) }) };
    const transport = inProcessTransport({ graph, elsewhere: elsewhere() });
    await expect(transport.post(call)).rejects.toThrow(AnswerTooLarge);
  });
});
