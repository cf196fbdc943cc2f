import { ok, type Result, refuse } from "@outcry/kernel";

/**
 * The whole life of an order: from each state, the moves that exist and where they lead. Two paths lead to the buyer:
 * straight from the seller, and through an authenticator. A move that is not here does not exist.
 */
export const transitions = {
  PENDING: { requestPayment: "AWAITING_PAYMENT", cancel: "CANCELLED" },
  AWAITING_PAYMENT: { confirm: "CONFIRMED", cancel: "CANCELLED" },
  CONFIRMED: {
    shipToBuyer: "SHIPPING_TO_BUYER",
    shipToAuthenticator: "SELLER_SHIPPING",
    cancel: "CANCELLED",
  },
  SELLER_SHIPPING: { receiveAtAuthenticator: "AUTHENTICATING", cancel: "CANCELLED" },
  AUTHENTICATING: { passAuthentication: "AUTHENTICATED", failAuthentication: "AUTHENTICATION_FAILED" },
  AUTHENTICATED: { shipToBuyer: "SHIPPING_TO_BUYER" },
  SHIPPING_TO_BUYER: { deliver: "DELIVERED" },
  DELIVERED: { complete: "COMPLETED", takeBack: "RETURNED" },
  COMPLETED: { takeBack: "RETURNED" },
  CANCELLED: { refund: "REFUNDED" },
  AUTHENTICATION_FAILED: { refund: "REFUNDED" },
  RETURNED: { refund: "REFUNDED" },
  REFUNDED: {},
} as const satisfies Record<string, Record<string, string>>;

export type OrderState = keyof typeof transitions;
export type OrderMove = { [State in OrderState]: keyof (typeof transitions)[State] }[OrderState];

export const ORDER_STATES = Object.keys(transitions) as OrderState[];

/** What clients may ask for; the other moves are made by the marketplace itself. */
export type OrderAction = "SET_SHIPPING_ADDRESS" | "MARK_SHIPPED" | "CONFIRM_DELIVERY";
export type OrderRole = "BUYER" | "SELLER";

export type InvalidTransition = {
  kind: "InvalidTransition";
  from: OrderState;
  allowed: OrderAction[];
  message?: string;
};

const movesFrom = (state: OrderState): Partial<Record<OrderMove, OrderState>> => transitions[state];

/** Where a move leads, or undefined when it does not exist in this state. */
export const next = (from: OrderState, move: OrderMove): OrderState | undefined => movesFrom(from)[move];

const ADDRESS_STATES: readonly OrderState[] = ["PENDING", "AWAITING_PAYMENT", "CONFIRMED"];

/** As much of an order as decides what can be done with it. */
export type Standing = Readonly<{ state: OrderState; hasAddress: boolean }>;

/** What one side of an order may do now. */
export function actionsOf({ state, hasAddress }: Standing, role: OrderRole): OrderAction[] {
  if (role === "SELLER") return state === "CONFIRMED" && hasAddress ? ["MARK_SHIPPED"] : [];
  if (ADDRESS_STATES.includes(state)) return ["SET_SHIPPING_ADDRESS"];
  return state === "SHIPPING_TO_BUYER" ? ["CONFIRM_DELIVERY"] : [];
}

/** Refuses an action that its side cannot take now, and says which it could. */
export function allowing(
  standing: Standing,
  role: OrderRole,
  action: OrderAction,
): Result<OrderState, InvalidTransition> {
  const allowed = actionsOf(standing, role);
  return allowed.includes(action)
    ? ok(standing.state)
    : refuse({ kind: "InvalidTransition", from: standing.state, allowed });
}

/** The lifecycle as a mermaid diagram, drawn from the table. */
export function lifecycleDiagram(): string {
  const arrows = ORDER_STATES.flatMap((from) =>
    Object.entries(movesFrom(from)).map(([move, to]) => `    ${from} --> ${to}: ${move}`),
  );
  return ["stateDiagram-v2", "    [*] --> PENDING", ...arrows].join("\n");
}
