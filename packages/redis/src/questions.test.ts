import { expect, it } from "vitest";
import { PeerSilentError } from "./peers.ts";
import { makeQuestions } from "./questions.ts";

it("never takes the answer to one question for the answer to another that came in its place", async () => {
  let now = 0;
  const questions = makeQuestions(() => now);
  const numbers: number[] = [];
  const ask = () => questions.ask("peer", (number) => numbers.push(number));
  const late = expect(ask()).rejects.toThrow(PeerSilentError);
  now = 1_001;
  expect([...questions.late()]).toEqual(["peer"]);
  await late;
  const next = ask();
  const [before = 0, after = 0] = numbers;
  questions.answered(before, { is: "of the first" });
  questions.answered(after, { is: "of the second" });
  expect(await next).toBe("of the second");
});

it("fails what a peer was asked in the order it was asked, and nothing else", async () => {
  const questions = makeQuestions(() => 0);
  const numbers: number[] = [];
  const failed: string[] = [];
  const ask = (peer: string, name: string) =>
    questions
      .ask(peer, (number) => numbers.push(number))
      .catch(() => {
        failed.push(name);
      });
  ask("one", "first");
  ask("one", "second");
  questions.answered(numbers[0] ?? 0, { is: "done" });
  ask("one", "third");
  const other = ask("two", "other");
  questions.failAll("one", "it is gone");
  questions.answered(numbers[3] ?? 0, { is: "done" });
  await other;
  expect(failed).toEqual(["second", "third"]);
});

it("refuses more than ten thousand that wait, and takes as many again once they are answered", async () => {
  const questions = makeQuestions(() => 0);
  const numbers: number[] = [];
  const ask = () => questions.ask("peer", (number) => numbers.push(number));
  const asked = Array.from({ length: 10_000 }, ask);
  await expect(ask()).rejects.toThrow("too many questions wait");
  for (const number of numbers.splice(1)) questions.answered(number, { is: "done" });
  await Promise.all(asked.slice(1));
  // One that is never answered keeps its own place and nobody else's.
  for (let times = 0; times < 2; times += 1) {
    const more = Array.from({ length: 9_999 }, ask);
    for (const number of numbers.splice(1)) questions.answered(number, { is: "done" });
    await Promise.all(more);
  }
});
