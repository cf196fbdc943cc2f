import { type Database, type Tx, transactionTime, withTransaction } from "@outcry/database";
import { ok, type Result, refuse } from "@outcry/kernel";
import type { Refusal } from "@outcry/service";
import { type Address, readAddress } from "../domain/address.ts";
import { allowing } from "../domain/lifecycle.ts";
import type { Order } from "../domain/order.ts";
import { shipByAfter } from "../domain/shipping-window.ts";
import { lockWithoutAddress, saveDefaultAddress } from "../store/default-addresses.ts";
import { recordHappenings } from "../store/happenings.ts";
import { lockOrder } from "../store/moving.ts";
import { noSuchOrder } from "./no-such-order.ts";

export type TypedAddress = Parameters<typeof readAddress>[0];

const ORDERS_PER_ADDRESS_MAX = 500;

/** Says where an order is to go; for its buyer, until it is shipped. A seller who could not ship gets the whole window from here on. */
export async function setShippingAddress(
  database: Database,
  request: { buyerId: string; orderId: string; address: TypedAddress },
): Promise<Result<string, Refusal>> {
  const address = readAddress(request.address, ["input", "address"]);
  if (!address.ok) return address;
  return withTransaction(database, async (tx) => {
    const order = await lockOrder(tx, request.orderId, { buyerId: request.buyerId });
    if (!order) return refuse(noSuchOrder());
    const hasAddress = order.shippingAddress !== null;
    const possible = allowing({ state: order.state, hasAddress }, "BUYER", "SET_SHIPPING_ADDRESS");
    if (!possible.ok) return possible;
    await recordAddress(tx, [order], address.value, "The buyer said where it goes.");
    return ok(order.id);
  });
}

async function recordAddress(
  tx: Tx,
  orders: readonly Order[],
  address: Address,
  message: string,
): Promise<void> {
  const now = await transactionTime(tx);
  const happened = orders.map((order) => {
    const couldNotShip = order.state === "CONFIRMED" && order.shippingAddress === null;
    const changes = { shippingAddress: address, ...(couldNotShip && { shipBy: shipByAfter(now) }) };
    return { order, happening: { type: "SHIPPING_ADDRESS_SET", to: order.state, message, changes } };
  });
  await recordHappenings(tx, happened, now);
}

/** Keeps a person's default address for the orders to come, and gives it to those of theirs that wait for one. */
export async function hearDefaultAddress(
  tx: Tx,
  news: { userId: string; address: Address | null },
): Promise<void> {
  await saveDefaultAddress(tx, news.userId, news.address);
  if (news.address === null) return;
  const orders = await lockWithoutAddress(tx, news.userId, ORDERS_PER_ADDRESS_MAX);
  await recordAddress(tx, orders, news.address, "It goes to the buyer's new default address.");
}
