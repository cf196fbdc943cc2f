/** An exact amount as the graph sends it. */
export type Money = Readonly<{ amount: string; currencyCode: string }>;

const AMOUNT = /^(-?)(\d{1,15})(?:\.(\d{1,6}))?$/;

const decimalsOf = (currencyCode: string): number => {
  try {
    const { maximumFractionDigits } = new Intl.NumberFormat("en-US", {
      style: "currency",
      currency: currencyCode,
    }).resolvedOptions();
    return maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
};

/** Whole minor units (cents), exactly, or null when the text is no amount of this currency. */
export function toMinor({ amount, currencyCode }: Money): bigint | null {
  const match = AMOUNT.exec(amount);
  if (!match) return null;
  const [, sign, whole = "", fraction = ""] = match;
  const decimals = decimalsOf(currencyCode);
  if (fraction.slice(decimals).replace(/0/g, "") !== "") return null;
  const minor = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, "0"));
  return sign === "-" ? -minor : minor;
}

/** Money from whole minor units: 45050n is "450.50" in dollars. */
export function fromMinor(minor: bigint, currencyCode: string): Money {
  const decimals = decimalsOf(currencyCode);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals > 0 ? `.${digits.slice(-decimals)}` : "";
  return { amount: `${minor < 0n ? "-" : ""}${whole}${fraction}`, currencyCode };
}

/** For people: "$1,450" or "$1,450.50"; cents are shown only when there are some. */
export function formatMoney(money: Money): string {
  const minor = toMinor(money);
  if (minor === null) return money.amount;
  const decimals = decimalsOf(money.currencyCode);
  const isWhole = minor % 10n ** BigInt(decimals) === 0n;
  const exact = fromMinor(minor, money.currencyCode).amount as `${number}`;
  return new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: money.currencyCode,
    minimumFractionDigits: isWhole ? 0 : decimals,
    maximumFractionDigits: isWhole ? 0 : decimals,
  }).format(exact);
}

/** -1, 0 or 1, as sort wants it. Both must be amounts of one currency. */
export function compareMoney(a: Money, b: Money): number {
  const difference = (toMinor(a) ?? 0n) - (toMinor(b) ?? 0n);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export const addMoney = (a: Money, b: Money): Money =>
  fromMinor((toMinor(a) ?? 0n) + (toMinor(b) ?? 0n), a.currencyCode);

export const subtractMoney = (a: Money, b: Money): Money =>
  fromMinor((toMinor(a) ?? 0n) - (toMinor(b) ?? 0n), a.currencyCode);

export const negateMoney = (money: Money): Money => fromMinor(-(toMinor(money) ?? 0n), money.currencyCode);

export const signOf = (money: Money): number => compareMoney(money, { ...money, amount: "0" });

/**
 * How much a price changed, as people say it: "+4.2%". Null when there is nothing to compare with.
 * The share is rounded to a tenth of a percent, half away from zero.
 */
export function changeInPercent(now: Money, change: Money): string | null {
  const [current, moved] = [toMinor(now), toMinor(change)];
  if (current === null || moved === null) return null;
  const before = current - moved;
  if (before <= 0n) return null;
  const negative = moved < 0n;
  const tenths = ((negative ? -moved : moved) * 2000n + before) / (before * 2n);
  const text = `${tenths / 10n}.${tenths % 10n}%`;
  return tenths === 0n ? "0.0%" : `${negative ? "−" : "+"}${text}`;
}

/** For charts only, where a pixel is coarser than a cent. */
export const toApproximateNumber = (money: Money): number => Number(money.amount);

/** What somebody typed as a price: "$1,450" and "1450.00" are "1450.00"; anything else is null. */
export function readPrice(text: string, currencyCode: string): Money | null {
  const plain = text
    .trim()
    .replace(/^\$/, "")
    .replace(/,(?=\d{3}(\D|$))/g, "");
  const minor = toMinor({ amount: plain, currencyCode });
  return minor === null || minor < 0n ? null : fromMinor(minor, currencyCode);
}
