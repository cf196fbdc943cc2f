import { makeBusy, type Result, refuse } from "@outcry/kernel";
import type { Refusal } from "@outcry/service";

/** How many commands of one person may be under way. What is more is refused before anything is spent on it. */
export const COMMANDS_AT_ONCE_MAX = 300;

type Sent = Readonly<{ result: Result<never, Refusal>; fresh: null }>;

const TOO_MANY: Sent = {
  result: refuse<Refusal>({
    kind: "LimitReached",
    limit: `${COMMANDS_AT_ONCE_MAX} orders at once`,
    message: `You sent more than ${COMMANDS_AT_ONCE_MAX} orders at once. Send the rest when those are answered.`,
  }),
  fresh: null,
};

/**
 * Lets each person have so many commands under way and refuses the others at once: somebody who sends thousands costs
 * everybody else next to nothing. Nothing is remembered of a refused command, so its key may come again.
 */
export function makeAtOnce(most = COMMANDS_AT_ONCE_MAX) {
  const commandsOf = makeBusy(
    () => ({ underWay: 0 }),
    ({ underWay }) => underWay === 0,
  );

  const bounded =
    <Rest extends unknown[], Answer>(command: (userId: string, ...rest: Rest) => Promise<Answer>) =>
    (userId: string, ...rest: Rest): Promise<Answer | Sent> => {
      const commands = commandsOf(userId);
      if (commands.underWay >= most) return Promise.resolve(TOO_MANY);
      commands.underWay += 1;
      return command(userId, ...rest).finally(() => {
        commands.underWay -= 1;
      });
    };
  return bounded;
}
