/**
 * Orders placed through the router of a whole marketplace in one process, as `npm start` runs it: limits and passports on,
 * rates off (fifty callers stand for thousands), with the orders, charges and ledger entries that the trades cause.
 * `npm run bench -- through-router [--seconds 15] [--callers 50]`
 */
import { randomUUID } from "node:crypto";
import { createHistogram, performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { startMarketplace } from "../../scripts/test/marketplace.ts";
import { type Person, register, signIn } from "../../scripts/test/people.ts";

const { values: options } = parseArgs({
  options: { seconds: { type: "string", default: "15" }, callers: { type: "string", default: "50" } },
});
const [seconds, callers] = [Number(options.seconds), Number(options.callers)];

const SIZES = ["36", "37", "38", "39", "40", "41", "42", "43", "44", "45"];
/** Two books of orders between a dollar and twenty above and below this; small enough for the caps of unverified people. */
const MIDDLE = 45;
const LEVELS = 15;

const USER_ERRORS = "userErrors { code message }";
const CREATE_PRODUCT = `mutation ($input: CreateProductInput!) { createProduct(input: $input) {
  product { variants { id } } ${USER_ERRORS} } }`;
const SAVE_CARD = `mutation { savePaymentMethod(input: { token: "pm_card_visa" }) { ${USER_ERRORS} } }`;
const PLACE = {
  BID: `mutation ($input: PlaceBidInput!) { placed: placeBid(input: $input) { bid { id state } trades { id } ${USER_ERRORS} } }`,
  ASK: `mutation ($input: PlaceAskInput!) { placed: placeAsk(input: $input) { ask { id state } trades { id } ${USER_ERRORS} } }`,
};
type Placed = { placed: { trades: unknown[] | null; userErrors: { code: string }[] } };

const whole = (below: number): number => Math.floor(Math.random() * below);

async function makeVariants(graphUrl: string): Promise<string[]> {
  const admin = await signIn(graphUrl, "admin@outcry.test");
  const products = await Promise.all(
    ["One", "Two"].map((name) =>
      admin.ask<{ createProduct: { product: { variants: { id: string }[] } } }>(CREATE_PRODUCT, {
        input: { name: `Bench Runner ${name}`, brand: "Invented", categorySlug: "sneakers", sizes: SIZES },
      }),
    ),
  );
  return products.flatMap(({ createProduct }) => createProduct.product.variants.map(({ id }) => id));
}

async function makePeople(graphUrl: string): Promise<Person[]> {
  const people: Person[] = [];
  for (let index = 0; index < callers; index += 1) {
    const person = await register(graphUrl, `Caller ${index}`);
    await person.ask(SAVE_CARD);
    people.push(person);
  }
  return people;
}

/** Half of the orders rest and half take what rests. */
function nextOrder(variantIds: readonly string[]) {
  const side = Math.random() < 0.5 ? "BID" : "ASK";
  const away = Math.random() < 0.5 ? 1 + whole(LEVELS) : -(LEVELS + 1);
  const dollars = side === "ASK" ? MIDDLE + away : MIDDLE - away;
  const price = { amount: `${dollars}.00`, currencyCode: "USD" };
  const variantId = variantIds[whole(variantIds.length)];
  return { side, input: { variantId, price, idempotencyKey: randomUUID() } } as const;
}

async function measure(people: readonly Person[], variantIds: readonly string[], length: number) {
  const histogram = createHistogram();
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const started = performance.now();
  const caller = async (person: Person) => {
    while (performance.now() - started < length * 1_000) {
      const { side, input } = nextOrder(variantIds);
      const since = performance.now();
      const { data, errors } = await person.answer<Placed>(PLACE[side], { input });
      histogram.record(Math.max(1, Math.round((performance.now() - since) * 1_000)));
      if (errors?.length) count(errors[0]?.extensions.code ?? "?");
      else if (data.placed.userErrors.length > 0) count(data.placed.userErrors[0]?.code ?? "?");
      else count(data.placed.trades?.length ? "traded" : "rested");
    }
  };
  await Promise.all(people.map(caller));
  return { histogram, counts, seconds: (performance.now() - started) / 1_000 };
}

const marketplace = await startMarketplace({ OUTCRY_RATE_LIMITS: "off" });
try {
  const variantIds = await makeVariants(marketplace.graphUrl);
  const people = await makePeople(marketplace.graphUrl);
  await measure(people, variantIds, 3);
  const { histogram, counts, seconds: took } = await measure(people, variantIds, seconds);
  const total = [...counts.values()].reduce((sum, value) => sum + value, 0);
  const milliseconds = (percentile: number) => (histogram.percentile(percentile) / 1_000).toFixed(1);
  console.log(
    `${callers} callers, ${variantIds.length} books, ${took.toFixed(1)} s: ${Math.round(total / took)} answers a second, ` +
      `p50 ${milliseconds(50)} ms, p95 ${milliseconds(95)} ms, p99 ${milliseconds(99)} ms`,
  );
  console.table(Object.fromEntries([...counts].map(([what, number]) => [what, { answers: number }])));
} finally {
  await marketplace.dispose();
}
