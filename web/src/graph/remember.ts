import "server-only";
import type { Answer } from "./ask.ts";

/** Answers kept at once. Pages that are the same for everybody are few. */
const KEPT_MAX = 200;

type Kept = { until: number; answer: Promise<Answer<unknown>> };
const kept = new Map<string, Kept>();

/**
 * Shares an anonymous answer between visitors for some seconds, and while it is being fetched.
 * Answers with faults are not kept: the next visitor tries again.
 */
export function remember<Data>(
  key: string,
  seconds: number,
  load: () => Promise<Answer<Data>>,
): Promise<Answer<Data>> {
  const now = Date.now();
  const known = kept.get(key);
  if (known && known.until > now) return known.answer as Promise<Answer<Data>>;
  if (kept.size >= KEPT_MAX) kept.clear();
  const answer = load();
  kept.set(key, { until: now + seconds * 1_000, answer });
  void answer.then(({ data, faults }) => {
    if (!data || faults.length > 0) kept.delete(key);
  });
  return answer;
}
