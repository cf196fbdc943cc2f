import { type ChildProcess, fork } from "node:child_process";

/** `rested`, `traded`, `failed`, or the code of a refusal. */
export type Outcome = string;

/** One order: when it was due, by the wall clock in milliseconds, and how long after that it was answered. */
export type Call = Readonly<{ at: number; milliseconds: number; outcome: Outcome }>;

/** What became of calls, and how often: `rested 12, traded 9`. */
export function outcomesOf(calls: readonly Call[]): string {
  const outcomes = new Map<string, number>();
  for (const { outcome } of calls) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  return [...outcomes].map(([what, number]) => `${what} ${number}`).join(", ");
}

export type CallersTask = Readonly<{
  graphUrl: string;
  /** A person each. */
  tokens: readonly string[];
  variantIds: readonly string[];
  /** So many orders a second in all, come what may. Without it, each person places the next when the last is answered. */
  perSecond?: number;
}>;

export type Callers = Readonly<{
  pid: number;
  start(task: CallersTask): void;
  /** Sends no more, waits for what is under way; all that was sent since `start`. */
  stop(): Promise<Call[]>;
  end(): void;
}>;

const heard = <Message>(child: ChildProcess): Promise<Message> =>
  new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message as Message));
    child.once("exit", (code) => reject(new Error(`The callers ended with exit code ${code}.`)));
  });

/** A process that places orders, so that what it costs to ask is not counted as what it costs to answer. */
export async function startCallers(): Promise<Callers> {
  const child = fork(new URL("callers-process.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
  await heard<"ready">(child);
  return {
    pid: child.pid ?? 0,
    start: (task) => void child.send(task),
    stop: () => {
      const answer = heard<Call[]>(child);
      child.send("stop");
      return answer;
    },
    end: () => child.disconnect(),
  };
}
