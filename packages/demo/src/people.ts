import { after, MILLISECONDS } from "@outcry/kernel";
import { storyId } from "./ids.ts";
import { randomOf } from "./random.ts";
import type { DemoAddress, DemoCard, DemoPerson, DemoRole } from "./story.ts";

const DAYS_BEFORE_THE_STORY = 400;

type Place = Readonly<{ city: string; region: string | null; postalCode: string; countryCode: string }>;

const PLACES: readonly Place[] = [
  { city: "Portland", region: "OR", postalCode: "97205", countryCode: "US" },
  { city: "Austin", region: "TX", postalCode: "78701", countryCode: "US" },
  { city: "Chicago", region: "IL", postalCode: "60607", countryCode: "US" },
  { city: "Atlanta", region: "GA", postalCode: "30308", countryCode: "US" },
  { city: "Brooklyn", region: "NY", postalCode: "11201", countryCode: "US" },
  { city: "Toronto", region: "ON", postalCode: "M5V 2T6", countryCode: "CA" },
  { city: "Leeds", region: null, postalCode: "LS1 4DY", countryCode: "GB" },
  { city: "Utrecht", region: null, postalCode: "3511 BL", countryCode: "NL" },
];
const STREETS = ["Alder Row", "Ferry Lane", "Juniper Street", "Mill Yard", "Orchard Road", "Quarry Street"];

const TRADER_NAMES: readonly string[] = [
  "Mara Okonjo",
  "Theo Lindqvist",
  "Priya Ramanathan",
  "Jonas Ekdahl",
  "Lucia Ferrante",
  "Devon Achterberg",
  "Hana Mizuki",
  "Callum Reddick",
  "Amara Nwosu",
  "Rafael Quintero",
  "Ingrid Solheim",
  "Mateo Barrios",
  "Zoe Pemberly",
  "Oskar Wieland",
  "Nadia Rahimi",
  "Felix Marchetti",
  "Tamsin Holloway",
  "Kenji Aramaki",
  "Esme Duvall",
  "Viktor Halasz",
  "Leila Benhaddou",
  "Rowan Tully",
  "Sofia Andrade",
  "Milo Vanterpool",
];

function addressOf(handle: string, recipient: string): DemoAddress {
  const random = randomOf(`address of ${handle}`);
  return {
    addressId: storyId(`address of ${handle}`),
    recipient,
    line1: `${random.whole(1, 240)} ${random.pick(STREETS)}`,
    line2: null,
    ...random.pick(PLACES),
  };
}

const cardOf = (handle: string, now: Date): DemoCard => ({
  paymentMethodId: storyId(`card of ${handle}`),
  token: "pm_card_visa",
  brand: "visa",
  last4: "4242",
  expiryMonth: 12,
  expiryYear: now.getUTCFullYear() + 3,
});

type Casting = Readonly<{
  email: string;
  displayName: string;
  roles: readonly DemoRole[];
  sellerVerified: boolean;
  hasCard: boolean;
  isTrader: boolean;
}>;

function personOf(casting: Casting, place: number, now: Date): DemoPerson {
  const { hasCard, ...traits } = casting;
  return {
    ...traits,
    userId: storyId(`person ${casting.email}`, place),
    joinedAt: after(now, -(DAYS_BEFORE_THE_STORY - place) * MILLISECONDS.day),
    address: addressOf(casting.email, casting.displayName),
    card: hasCard ? cardOf(casting.email, now) : null,
  };
}

const ORDINARY = ["BUYER", "SELLER"] as const;
const login = (name: string, displayName: string, more: readonly DemoRole[] = []): Casting => ({
  email: `${name}@outcry.test`,
  displayName,
  roles: [...ORDINARY, ...more],
  sellerVerified: name === "seller",
  hasCard: name === "buyer",
  isTrader: false,
});

const LOGINS = {
  buyer: login("buyer", "Demo Buyer"),
  seller: login("seller", "Demo Seller"),
  authenticator: login("authenticator", "Demo Authenticator", ["AUTHENTICATOR"]),
  admin: login("admin", "Demo Admin", ["ADMIN"]),
} as const;

const traderOf = (name: string): Casting => ({
  email: `${name.toLowerCase().replace(" ", ".")}@traders.outcry.test`,
  displayName: name,
  roles: ORDINARY,
  sellerVerified: true,
  hasCard: true,
  isTrader: true,
});

/** The four logins and the traders, with their addresses and cards. */
export function makePeople(now: Date) {
  const logins = {
    buyer: personOf(LOGINS.buyer, 0, now),
    seller: personOf(LOGINS.seller, 1, now),
    authenticator: personOf(LOGINS.authenticator, 2, now),
    admin: personOf(LOGINS.admin, 3, now),
  };
  const traders = TRADER_NAMES.map((name, index) => personOf(traderOf(name), index + 10, now));
  return { logins, traders, people: [...Object.values(logins), ...traders] };
}
