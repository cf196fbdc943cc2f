type Answer<Data> = { data: Data; errors?: { message: string }[] };

/** Somebody who uses the graph itself, without a browser: the other people of a test. */
export type GraphPerson = Readonly<{
  ask<Data = unknown>(query: string, variables?: Record<string, unknown>): Promise<Data>;
}>;

/** Speaks to the graph; throws on a top-level error. */
function speak(graphUrl: string, token: string | null): GraphPerson {
  return {
    async ask<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
      const response = await fetch(graphUrl, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as Answer<Data>;
      if (errors) throw new Error(JSON.stringify(errors));
      return data;
    },
  };
}

export const anonymous = (graphUrl: string): GraphPerson => speak(graphUrl, null);

/** Signs in as one of the demo's people. */
export async function personAt(graphUrl: string, email: string): Promise<GraphPerson> {
  const { login } = await anonymous(graphUrl).ask<{ login: { session: { accessToken: string } } }>(
    "mutation ($input: LoginInput!) { login(input: $input) { session { accessToken } } }",
    { input: { email, password: "outcry-demo" } },
  );
  return speak(graphUrl, login.session.accessToken);
}

/** Opens a new account, with a card by its provider's token. */
export async function newcomerAt(graphUrl: string, cardToken = "pm_card_visa"): Promise<GraphPerson> {
  const { register } = await anonymous(graphUrl).ask<{ register: { session: { accessToken: string } } }>(
    "mutation ($input: RegisterInput!) { register(input: $input) { session { accessToken } } }",
    {
      input: {
        email: `${crypto.randomUUID()}@outcry.test`,
        password: "a long enough password",
        displayName: "Graph Person",
      },
    },
  );
  const person = speak(graphUrl, register.session.accessToken);
  await person.ask(
    "mutation ($input: SavePaymentMethodInput!) { savePaymentMethod(input: $input) { userErrors { code } } }",
    { input: { token: cardToken } },
  );
  return person;
}

type Placed = { order: { id: string } | null; userErrors: { message: string }[] };

const order = (name: "placeBid" | "placeAsk", type: string, thing: string) =>
  `mutation ($input: ${type}!) { answer: ${name}(input: $input) { order: ${thing} { id } userErrors { message } } }`;
const PLACE = {
  bid: order("placeBid", "PlaceBidInput", "bid"),
  ask: order("placeAsk", "PlaceAskInput", "ask"),
};
const CANCEL = {
  bid: "mutation ($id: ID!) { answer: cancelBid(input: { bidId: $id }) { userErrors { message } } }",
  ask: "mutation ($id: ID!) { answer: cancelAsk(input: { askId: $id }) { userErrors { message } } }",
};

/** Places an order and hands back its id; throws when it is refused. */
export async function place(
  person: GraphPerson,
  kind: "bid" | "ask",
  variantId: string,
  dollars: number,
  quantity = 1,
): Promise<string> {
  const { answer } = await person.ask<{ answer: Placed }>(PLACE[kind], {
    input: {
      ...{ variantId, quantity, idempotencyKey: crypto.randomUUID() },
      price: { amount: String(dollars), currencyCode: "USD" },
    },
  });
  if (!answer.order) throw new Error(JSON.stringify(answer.userErrors));
  return answer.order.id;
}

export const cancel = (person: GraphPerson, kind: "bid" | "ask", id: string): Promise<unknown> =>
  person.ask(CANCEL[kind], { id });
