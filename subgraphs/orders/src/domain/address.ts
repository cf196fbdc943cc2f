import { ok, type Result, refuse } from "@outcry/kernel";

/** Where a parcel goes: a copy, so that later changes of the address book do not move it. */
export type Address = Readonly<{
  recipient: string;
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postalCode: string;
  countryCode: string;
}>;

const LINE_LENGTH_MAX = 100;
const POSTAL_CODE_LENGTH_MAX = 20;

export type AddressRefusal = { kind: "Validation"; message: string; field: string[] };
type Typed = { [Name in keyof Address]?: string | null };

const REQUIRED = ["recipient", "line1", "city", "postalCode", "countryCode"] as const;
const NAMES: Record<keyof Address, string> = {
  recipient: "The recipient",
  line1: "Street and number",
  line2: "The second line",
  city: "The city",
  region: "The region",
  postalCode: "The postal code",
  countryCode: "The country",
};

/** Control characters and lone surrogates print as nothing on a label, and NUL breaks a column. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

/** Reads an address as a person typed it. Refuses the first line that no label could carry. */
export function readAddress(typed: Typed, path: readonly string[]): Result<Address, AddressRefusal> {
  const tidy = (name: keyof Address) => typed[name]?.normalize("NFC").trim() || null;
  const wrong = (name: keyof Address, problem: string) =>
    refuse({ kind: "Validation" as const, message: `${NAMES[name]} ${problem}`, field: [...path, name] });
  for (const name of Object.keys(NAMES) as (keyof Address)[]) {
    const max = name === "postalCode" ? POSTAL_CODE_LENGTH_MAX : LINE_LENGTH_MAX;
    const text = tidy(name);
    if (text && text.length > max) return wrong(name, `has more than ${max} characters.`);
    if (text && UNPRINTABLE.test(text)) return wrong(name, "has a character that cannot be printed.");
  }
  for (const name of REQUIRED) if (!tidy(name)) return wrong(name, "is missing.");
  const countryCode = (tidy("countryCode") ?? "").toUpperCase();
  if (!/^[A-Z]{2}$/.test(countryCode)) return wrong("countryCode", 'is two letters, such as "US".');
  return ok({
    recipient: tidy("recipient") ?? "",
    line1: tidy("line1") ?? "",
    line2: tidy("line2"),
    city: tidy("city") ?? "",
    region: tidy("region"),
    postalCode: tidy("postalCode") ?? "",
    countryCode,
  });
}
