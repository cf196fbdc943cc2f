import { isCurrency, type Money, ok, parseDecimal, type Result, refuse } from "@outcry/kernel";
import type { Refusal } from "./refusals.ts";

/** Reads a client's money. Refuses more decimals than the currency has and amounts beyond any column, as `userErrors`. */
export function readMoney(
  input: { amount: string; currencyCode: string },
  field: string[],
): Result<Money, Refusal> {
  const { amount, currencyCode } = input;
  if (!isCurrency(currencyCode)) {
    return refuse({
      kind: "Validation",
      message: `We do not settle in ${currencyCode}.`,
      field: [...field, "currencyCode"],
    });
  }
  const parsed = parseDecimal(amount, currencyCode);
  if (parsed.ok) return ok(parsed.value);
  const message =
    parsed.refusal.kind === "TooManyDecimals"
      ? `${currencyCode} amounts have at most ${parsed.refusal.decimals} decimals.`
      : "This amount is too large.";
  return refuse({ kind: "Validation", message, field: [...field, "amount"] });
}
