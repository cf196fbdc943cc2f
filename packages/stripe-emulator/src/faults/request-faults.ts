import { z } from "zod";

const TIMES_MAX = 1_000_000;
const DELAY_MAX = 600_000;

const target = {
  method: z.enum(["GET", "POST", "DELETE"]).optional(),
  /** A path with `*` for anything: `/v1/payment_intents`, `/v1/transfers*`, or just `*`. */
  path: z.string().default("*"),
  times: z.int().min(1).max(TIMES_MAX).default(1),
};

/**
 * What happens to the next `times` requests that match. Where `after` is given, the effect takes place first and only
 * the answer suffers; otherwise nothing takes place (a delay excepted).
 */
export const requestFaultSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("timeout_before_effect"), ...target }),
  z.strictObject({ kind: z.literal("timeout_after_effect"), ...target }),
  z.strictObject({
    kind: z.literal("status"),
    status: z.int().min(400).max(599),
    after: z.boolean().default(false),
    /** Kept under the idempotency key, as Stripe keeps its own 500s: a retry with the same key meets it again. */
    kept: z.boolean().default(false),
    ...target,
  }),
  z.strictObject({ kind: z.literal("connection_reset"), after: z.boolean().default(false), ...target }),
  z.strictObject({
    kind: z.literal("delay"),
    milliseconds: z.int().min(1).max(DELAY_MAX),
    after: z.boolean().default(false),
    ...target,
  }),
]);

export type RequestFault = z.output<typeof requestFaultSchema>;
export type RequestFaultInput = z.input<typeof requestFaultSchema>;

/** `*` in a pattern stands for any text. */
export function matches(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(text);
}

/** The failures waiting for requests, in the order they were asked for. */
export class RequestFaults {
  #waiting: { fault: RequestFault; left: number }[] = [];

  add(input: RequestFaultInput): void {
    const fault = requestFaultSchema.parse(input);
    this.#waiting.push({ fault, left: fault.times });
  }

  /** The failure this request meets, used up by it. */
  take(method: string, path: string): RequestFault | undefined {
    const found = this.#waiting.find(
      ({ fault }) => (fault.method === undefined || fault.method === method) && matches(fault.path, path),
    );
    if (!found) return undefined;
    found.left -= 1;
    this.#waiting = this.#waiting.filter(({ left }) => left > 0);
    return found.fault;
  }

  list(): (RequestFault & { left: number })[] {
    return this.#waiting.map(({ fault, left }) => ({ ...fault, left }));
  }

  clear(): void {
    this.#waiting = [];
  }
}
