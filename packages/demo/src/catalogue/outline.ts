/** A product as the authors of the demo write it down; `makeCatalogue` fills in the rest. */
export type ProductOutline = Readonly<{
  brand: string;
  name: string;
  colorway: string;
  description: string;
  /** Dollars. */
  retail: number;
  /** What it trades at a year ago, as a multiple of retail. */
  premium: number;
  /** Days before `now` when it came out; under 365 means within the story's year. */
  releasedDaysAgo: number;
  /** How much of the trading it draws; 1 is ordinary. */
  popularity: number;
  /** 1 is first on the home page; left out for products that nobody picked. */
  featured?: number;
  /** Instead of the sizes of its category. */
  sizes?: readonly string[];
  slug?: string;
  /** False for the one product that the traders leave alone. */
  traded?: false;
}>;

export type CategoryOutline = Readonly<{
  slug: string;
  name: string;
  /** Sizes of products that name none; empty for things that come in one size. */
  sizes: readonly string[];
  products: readonly ProductOutline[];
}>;
