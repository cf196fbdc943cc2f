import { randomUUID } from "node:crypto";
import type { Person } from "../people.ts";

const ERRORS = "userErrors { __typename code }";
const OPERATIONS = {
  placeBid: `mutation ($input: PlaceBidInput!) { placeBid(input: $input) { bid { id } trades { id } ${ERRORS} } }`,
  placeAsk: `mutation ($input: PlaceAskInput!) { placeAsk(input: $input) { ask { id } trades { id } ${ERRORS} } }`,
  updateBid: `mutation ($input: UpdateBidInput!) { updateBid(input: $input) { bid { id } ${ERRORS} } }`,
  cancelBid: `mutation ($input: CancelBidInput!) { cancelBid(input: $input) { bid { id } ${ERRORS} } }`,
  buyNow: `mutation ($input: BuyNowInput!) { buyNow(input: $input) { trade { id } ${ERRORS} } }`,
  sellNow: `mutation ($input: SellNowInput!) { sellNow(input: $input) { trade { id } ${ERRORS} } }`,
};
export type Operation = keyof typeof OPERATIONS;
type Thing = { id: string };
type Payload = {
  bid?: Thing | null;
  ask?: Thing | null;
  trade?: Thing | null;
  trades?: Thing[];
  userErrors: { __typename: string; code: string }[];
};

/** What a mutation answered: the id of what it made, and every code it was refused with, wherever that stood. */
export type Told = Readonly<{ id: string | null; codes: string[] }>;

export const usd = (amount: string) => ({ amount, currencyCode: "USD" });

export async function tell(person: Person, operation: Operation, input: object): Promise<Told> {
  const needsKey = !operation.startsWith("cancel");
  const { data, errors } = await person.answer<Record<string, Payload | null> | null>(OPERATIONS[operation], {
    input: { ...(needsKey && { idempotencyKey: randomUUID() }), ...input },
  });
  const payload = data?.[operation];
  const made = payload?.bid ?? payload?.ask ?? payload?.trade;
  return {
    id: made?.id ?? null,
    codes: [
      ...(errors ?? []).map(({ extensions }) => extensions.code),
      ...(payload?.userErrors ?? []).map(({ code }) => code),
    ],
  };
}
