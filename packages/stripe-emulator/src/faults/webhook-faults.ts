import { z } from "zod";
import { matches } from "./request-faults.ts";

const TIMES_MAX = 1_000_000;
const COPIES_MAX = 100;
const REORDER_MAX = 100;

const target = {
  /** An event type, with `*` for anything: `charge.*`. */
  type: z.string().default("*"),
  times: z.int().min(1).max(TIMES_MAX).default(1),
};

/** What happens to the next `times` deliveries of events of a type. */
export const webhookFaultSchema = z.discriminatedUnion("kind", [
  /** Each is sent this many times more, in parallel. */
  z.strictObject({ kind: z.literal("duplicate"), copies: z.int().min(1).max(COPIES_MAX), ...target }),
  z.strictObject({ kind: z.literal("delay"), milliseconds: z.int().min(1), ...target }),
  /** Never sent, as if Stripe had given up. The event itself remains to be read. */
  z.strictObject({ kind: z.literal("lose"), ...target }),
  /** The next `count` deliveries wait for one another and are sent one by one, the last first. */
  z.strictObject({ kind: z.literal("reorder"), count: z.int().min(2).max(REORDER_MAX) }),
  /** Nothing of this type is sent until `release`. */
  z.strictObject({ kind: z.literal("hold"), type: target.type }),
]);

type WebhookFault = z.output<typeof webhookFaultSchema>;
export type WebhookFaultInput = z.input<typeof webhookFaultSchema>;

type Passing = Extract<WebhookFault, { kind: "duplicate" | "delay" | "lose" }>;

const isPassing = (fault: WebhookFault): fault is Passing =>
  fault.kind === "duplicate" || fault.kind === "delay" || fault.kind === "lose";

/** The disturbances waiting for deliveries. */
export class WebhookFaults {
  #passing: { fault: Passing; left: number }[] = [];
  #reorders: number[] = [];
  #holds: string[] = [];

  add(input: WebhookFaultInput): void {
    const fault = webhookFaultSchema.parse(input);
    if (fault.kind === "reorder") this.#reorders.push(fault.count);
    else if (fault.kind === "hold") this.#holds.push(fault.type);
    else if (isPassing(fault)) this.#passing.push({ fault, left: fault.times });
  }

  /** What happens to this delivery, used up by it. */
  take(type: string): Passing | undefined {
    const found = this.#passing.find(({ fault }) => matches(fault.type, type));
    if (!found) return undefined;
    found.left -= 1;
    this.#passing = this.#passing.filter(({ left }) => left > 0);
    return found.fault;
  }

  /** How many deliveries must gather before they are sent in reverse, if any must. */
  reordering(): number | undefined {
    return this.#reorders[0];
  }

  reordered(): void {
    this.#reorders.shift();
  }

  /** Types that are not sent now, as patterns of SQL's `like`. */
  held(): string[] {
    return this.#holds.map((type) => type.replaceAll("_", "\\_").replaceAll("*", "%"));
  }

  release(): void {
    this.#holds = [];
  }

  list(): object[] {
    return [
      ...this.#passing.map(({ fault, left }) => ({ ...fault, left })),
      ...this.#reorders.map((count) => ({ kind: "reorder", count })),
      ...this.#holds.map((type) => ({ kind: "hold", type })),
    ];
  }

  clear(): void {
    this.#passing = [];
    this.#reorders = [];
    this.#holds = [];
  }
}
