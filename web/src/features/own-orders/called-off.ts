import type { CalledOffTradeFragment } from "#web/graph/__generated__/graphql.ts";

/** A trade of one's own that was undone, in words. */
export type CalledOff = Readonly<{ title: string; text: string; innocent: boolean }>;

const whole = (sentence: string): string => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);

/** What an undone trade means for whoever looks at it; null for trades that stand, and for those of others. */
export function calledOffWords(
  { bust, order }: Pick<CalledOffTradeFragment, "bust" | "order">,
  price: string,
): CalledOff | null {
  if (!bust) return null;
  const kind = bust.bid ? "bid" : "ask";
  const own = bust.bid ?? bust.ask;
  const verb = kind === "bid" ? "purchase" : "sale";
  const title = `Your ${verb} at ${price} was called off`;
  const reason = order?.cancellationReason
    ? whole(order.cancellationReason)
    : bust.byYou
      ? "You did not do as agreed."
      : `The ${kind === "bid" ? "seller" : "buyer"} did not do as agreed.`;
  if (bust.byYou)
    return {
      title,
      text: `${reason} Your ${kind} left the book with all that remained of it.`,
      innocent: false,
    };
  const money = kind === "bid" ? " You get your money back." : " Do not ship.";
  const place =
    own?.state === "ACTIVE"
      ? ` Your ${kind} is back in the book, at the place in time it first had.`
      : own?.state === "FILLED"
        ? ` Your ${kind} went back to its first place in time, and has traded again.`
        : ` Your ${kind} was out of the book by then, and stays out.`;
  return { title, text: `${reason} It was not your fault.${money}${place}`, innocent: true };
}
