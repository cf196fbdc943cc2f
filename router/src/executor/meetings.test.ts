import { describe, expect, it } from "vitest";
import { compileMeeting } from "./meetings.ts";
import type { Run, Step } from "./run.ts";

const run = {} as Run;
const after =
  (turns: number): Step =>
  async () => {
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resume) => setTimeout(resume, 5));
  };

/** What was done, in order, when ways take so many turns. */
async function doneBy(...turns: readonly number[]): Promise<string[]> {
  const done: string[] = [];
  const ways = turns.map((count, index) => ({
    begin: after(count),
    alone: async () => {
      done.push(`alone ${index}`);
    },
  }));
  const step = compileMeeting(ways, () => async () => {
    await after(1)(run);
    done.push("together");
  });
  await step(run);
  done.push("over");
  return done;
}

describe("ways through a plan", () => {
  it("go on together, once, when they arrive in the same turn of the event loop", async () => {
    expect(await doneBy(0, 0)).toEqual(["together", "over"]);
    expect(await doneBy(0, 0, 0)).toEqual(["together", "over"]);
  });

  it("wait for nobody who has not arrived", async () => {
    expect(await doneBy(0, 3)).toEqual(["alone 0", "alone 1", "over"]);
    expect(await doneBy(3, 0, 0)).toEqual(["alone 1", "alone 2", "alone 0", "over"]);
  });

  it("are prepared to go on together once", async () => {
    let prepared = 0;
    const ways = [0, 0].map(() => ({ begin: after(0), alone: after(0) }));
    const step = compileMeeting(ways, () => {
      prepared += 1;
      return after(0);
    });
    await step(run);
    await step(run);
    expect(prepared).toBe(1);
  });
});
