/** The outcome of a decision: a value, or a refusal the caller can act on. Faults of ours are thrown instead. */
export type Result<Value, Refusal> = { ok: true; value: Value } | { ok: false; refusal: Refusal };

export const ok = <Value>(value: Value): { ok: true; value: Value } => ({ ok: true, value });

export const refuse = <Refusal>(refusal: Refusal): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal,
});

/** States a fact the code relies on. Throws when it is false, because then a rule we believed is broken. */
export function invariant(fact: unknown, sentence: string): asserts fact {
  if (!fact) throw new Error(`Invariant violated: ${sentence}`);
}

/** Ends a switch over a union, so that a new member does not compile until it is handled. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
