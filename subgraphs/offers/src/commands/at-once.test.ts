import { expect, it } from "vitest";
import { makeAtOnce } from "./at-once.ts";

it("lets each person have so many commands under way, and refuses the rest without running them", async () => {
  const bounded = makeAtOnce(2);
  const waiting: ((answer: string) => void)[] = [];
  let runs = 0;
  const command = bounded((_userId: string, fails: boolean) => {
    runs += 1;
    return fails
      ? Promise.reject(new Error("It failed."))
      : new Promise<string>((resolve) => waiting.push(resolve));
  });
  const [first, second] = [command("many", false), command("many", false)];
  const third = await command("many", false);
  expect(third).toMatchObject({ result: { ok: false, refusal: { kind: "LimitReached" } } });
  const other = command("few", false);
  expect(runs).toBe(3);
  for (const answer of waiting.splice(0)) answer("done");
  expect(await Promise.all([first, second, other])).toEqual(["done", "done", "done"]);
  // Whatever a command ends with, its place is free again.
  for (let times = 0; times < 3; times += 1)
    await expect(command("many", true)).rejects.toThrow("It failed.");
});
