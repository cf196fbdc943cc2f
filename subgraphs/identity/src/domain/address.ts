import { ok, type Result, refuse } from "@outcry/kernel";
import { invalid, type Refusal } from "./account.ts";
import { readLine } from "./text.ts";

export const ADDRESSES_MAX = 20;
const LINE_LENGTH_MAX = 100;
const POSTAL_CODE_LENGTH_MAX = 20;

export type AddressLines = Readonly<{
  recipient: string;
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postalCode: string;
  countryCode: string;
}>;

/** A postal address of somebody's. */
export type Address = AddressLines & Readonly<{ id: string; isDefault: boolean }>;

const LABELS = {
  recipient: "The recipient",
  line1: "The street",
  line2: "The second line",
  city: "The town",
  region: "The region",
  postalCode: "The postal code",
} as const;

/** Assigned by ISO 3166-1; the names come from the runtime's own tables. */
const countryNames = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
const isCountry = (code: string): boolean =>
  /^[A-Z]{2}$/.test(code) && code !== "ZZ" && countryNames.of(code) !== undefined;

/** Holds an address against the rules. Refuses with all that is wrong, not only the first. */
export function readAddress(written: AddressLines): Result<AddressLines, Refusal[]> {
  const refusals: Refusal[] = [];
  const line = (property: keyof typeof LABELS, least: number, most = LINE_LENGTH_MAX): string => {
    const read = readLine(written[property] ?? "", least, most);
    if (!read.ok) refusals.push(invalid(property, `${LABELS[property]} ${read.refusal}`));
    return read.ok ? read.value : "";
  };
  const countryCode = written.countryCode.trim().toUpperCase();
  const address = {
    recipient: line("recipient", 1),
    line1: line("line1", 1),
    line2: line("line2", 0) || null,
    city: line("city", 1),
    region: line("region", 0) || null,
    postalCode: line("postalCode", 1, POSTAL_CODE_LENGTH_MAX),
    countryCode,
  };
  if (!isCountry(countryCode))
    refusals.push(invalid("countryCode", 'The country is two letters, such as "US".'));
  return refusals.length > 0 ? refuse(refusals) : ok(address);
}

/** Which address becomes the default when that one goes: the oldest that is left. `rest` is oldest first. */
export const nextDefault = (removed: Address, rest: readonly Address[]): Address | null =>
  removed.isDefault ? (rest[0] ?? null) : null;
