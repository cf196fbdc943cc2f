import type { Result } from "@outcry/kernel";
import type { Refusal } from "@outcry/service";
import type { Answered } from "./request.ts";

type Remembered = Result<Answered, Refusal>;

/** JSON has no bigint, and refusals carry money: minor units are written as `{"$minor": "123"}`. */
export const writeAnswer = (answer: Remembered): string =>
  answer.ok
    ? JSON.stringify(answer) // Only ids: nothing in it needs rewriting.
    : JSON.stringify(answer, (_key, part: unknown) =>
        typeof part === "bigint" ? { $minor: part.toString() } : part,
      );

const revive = (part: unknown): unknown => {
  if (Array.isArray(part)) return part.map(revive);
  if (part === null || typeof part !== "object") return part;
  if ("$minor" in part) return BigInt(String(part.$minor));
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, revive(value)]));
};

export const readAnswer = (stored: string): Remembered => revive(JSON.parse(stored)) as Remembered;
