import { randomUUID } from "node:crypto";
import { type Person, register, signIn } from "../../scripts/test/people.ts";

const SIZES = ["36", "37", "38", "39", "40", "41", "42", "43", "44", "45"];
/** Books of orders between a dollar and twenty above and below this; small enough for the caps of unverified people. */
const MIDDLE = 45;
const LEVELS = 15;

const USER_ERRORS = "userErrors { code message }";
const CREATE_PRODUCT = `mutation ($input: CreateProductInput!) { createProduct(input: $input) {
  product { variants { id } } ${USER_ERRORS} } }`;
const SAVE_CARD = `mutation { savePaymentMethod(input: { token: "pm_card_visa" }) { ${USER_ERRORS} } }`;
export const PLACE = {
  BID: `mutation ($input: PlaceBidInput!) { placed: placeBid(input: $input) { bid { id state } trades { id } ${USER_ERRORS} } }`,
  ASK: `mutation ($input: PlaceAskInput!) { placed: placeAsk(input: $input) { ask { id state } trades { id } ${USER_ERRORS} } }`,
} as const;
/** What an order is answered with. */
export type Placed = { placed: { trades: unknown[] | null; userErrors: { code: string }[] } };

const whole = (below: number): number => Math.floor(Math.random() * below);

/** Ten books for each name, of products that an admin adds. */
export async function makeVariants(admin: Person, names: readonly string[]): Promise<string[]> {
  const products = await Promise.all(
    names.map((name) =>
      admin.ask<{ createProduct: { product: { variants: { id: string }[] } } }>(CREATE_PRODUCT, {
        input: { name: `Bench Runner ${name}`, brand: "Invented", categorySlug: "sneakers", sizes: SIZES },
      }),
    ),
  );
  return products.flatMap(({ createProduct }) => createProduct.product.variants.map(({ id }) => id));
}

export const demoAdmin = (graphUrl: string): Promise<Person> => signIn(graphUrl, "admin@outcry.test");

/** New people with a card each. */
export async function makePeople(graphUrl: string, count: number): Promise<Person[]> {
  const people: Person[] = [];
  for (let index = 0; index < count; index += 1) {
    const person = await register(graphUrl, `Caller ${index}`);
    await person.ask(SAVE_CARD);
    people.push(person);
  }
  return people;
}

/** Half of the orders rest and half take what rests. */
export function nextOrder(variantIds: readonly string[]) {
  const side = Math.random() < 0.5 ? "BID" : "ASK";
  const away = Math.random() < 0.5 ? 1 + whole(LEVELS) : -(LEVELS + 1);
  const dollars = side === "ASK" ? MIDDLE + away : MIDDLE - away;
  const price = { amount: `${dollars}.00`, currencyCode: "USD" };
  const variantId = variantIds[whole(variantIds.length)];
  return { side, input: { variantId, price, idempotencyKey: randomUUID() } } as const;
}
