import type { Money } from "@outcry/kernel";

/** Everybody in the demo signs in with this. */
export const DEMO_PASSWORD = "outcry-demo";

/** The one product that the traders leave alone, so that people can try their own orders on empty books. */
export const TEST_PRODUCT_SLUG = "outcry-test-runner";

export type DemoRole = "BUYER" | "SELLER" | "AUTHENTICATOR" | "SUPPORT" | "ADMIN";

export type DemoAddress = Readonly<{
  addressId: string;
  recipient: string;
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postalCode: string;
  /** ISO 3166-1 alpha-2. */
  countryCode: string;
}>;

/** A saved test card. `token` is the provider's test token it was saved with. */
export type DemoCard = Readonly<{
  paymentMethodId: string;
  token: "pm_card_visa";
  brand: "visa";
  last4: "4242";
  expiryMonth: number;
  expiryYear: number;
}>;

export type DemoPerson = Readonly<{
  userId: string;
  /** Already normalised: lower case. */
  email: string;
  displayName: string;
  roles: readonly DemoRole[];
  sellerVerified: boolean;
  joinedAt: Date;
  /** Everybody has one, and it is their default. */
  address: DemoAddress;
  /** Null for people who have saved none yet. */
  card: DemoCard | null;
  /** True for the accounts that made the demo's history and keep its prices moving. */
  isTrader: boolean;
}>;

export type DemoCategory = Readonly<{ slug: string; name: string; authenticationRequired: boolean }>;
export type DemoBrand = Readonly<{ slug: string; name: string }>;

export type DemoVariant = Readonly<{
  variantId: string;
  productId: string;
  /** The product's name with its brand. */
  productName: string;
  categorySlug: string;
  /** Null for things that have no sizes. */
  size: string | null;
  sku: string;
  /** Place among the product's variants, from 0. */
  position: number;
  retailPrice: Money;
  /** yyyy-mm-dd */
  releaseDate: string;
  authenticationRequired: boolean;
  /** False for the variants of the one product that is left alone: no trades, empty books. */
  traded: boolean;
}>;

export type DemoProduct = Readonly<{
  productId: string;
  slug: string;
  /** Without the brand. */
  name: string;
  brandSlug: string;
  brandName: string;
  categorySlug: string;
  styleCode: string;
  colorway: string;
  description: string;
  retailPrice: Money;
  /** yyyy-mm-dd */
  releaseDate: string;
  /** Hand-picked products have a rank, 1 first; null for the others. */
  featuredRank: number | null;
  createdAt: Date;
  variants: readonly DemoVariant[];
}>;

/**
 * One sale of the past year: a bid and an ask for one piece that met, and the order and payment that came
 * of it.
 */
export type DemoTrade = Readonly<{
  tradeId: string;
  bidId: string;
  askId: string;
  orderId: string;
  paymentId: string;
  variantId: string;
  productId: string;
  productName: string;
  categorySlug: string;
  size: string | null;
  buyerId: string;
  sellerId: string;
  /** Of one piece; whole dollars, at least 25. */
  price: Money;
  quantity: 1;
  executedAt: Date;
  /** Which side arrived last and so took the other's price. */
  taker: "BUYER" | "SELLER";
  /** When the resting side was placed; the taker's side was placed at `executedAt`. */
  restingSince: Date;
  authenticationRequired: boolean;
}>;

/** A resting bid or ask. */
export type DemoRestingOrder = Readonly<{
  /** The bid's or the ask's id. */
  id: string;
  side: "BID" | "ASK";
  variantId: string;
  ownerId: string;
  price: Money;
  quantity: number;
  placedAt: Date;
  /** Always after the story's `now`. */
  expiresAt: Date;
}>;

/** The open book of one variant. Uncrossed; best price first, then oldest first. */
export type DemoBook = Readonly<{
  variantId: string;
  productId: string;
  bids: readonly DemoRestingOrder[];
  asks: readonly DemoRestingOrder[];
}>;

/** All that the demo starts with. A pure function of `now`: every id is the same on every run. */
export type DemoStory = Readonly<{
  now: Date;
  people: readonly DemoPerson[];
  /** The four logins that are printed at the start. */
  logins: Readonly<{ buyer: DemoPerson; seller: DemoPerson; authenticator: DemoPerson; admin: DemoPerson }>;
  /** People with `isTrader`; all verified sellers, each with a card. */
  traders: readonly DemoPerson[];
  categories: readonly DemoCategory[];
  brands: readonly DemoBrand[];
  products: readonly DemoProduct[];
  /** All variants of all products. */
  variants: readonly DemoVariant[];
  /** Oldest first. */
  trades: readonly DemoTrade[];
  /** One for every variant; both sides empty where `traded` is false. */
  books: readonly DemoBook[];
}>;
