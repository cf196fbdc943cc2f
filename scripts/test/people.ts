import { randomUUID } from "node:crypto";

type Answer<Data> = { data: Data; errors?: { message: string; extensions: { code: string } }[] };

/** A person with a client of their own; everything they do goes through the public graph. */
export type Person = {
  ask<Data>(operation: string, variables?: Record<string, unknown>): Promise<Data>;
  /** The whole answer, errors included. */
  answer<Data>(operation: string, variables?: Record<string, unknown>): Promise<Answer<Data>>;
  token: string | null;
};

export function somebody(url: string, token: string | null = null): Person {
  const answer = async <Data>(
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<Answer<Data>> => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer<Data>;
  };
  return {
    token,
    answer,
    async ask<Data>(query: string, variables: Record<string, unknown> = {}) {
      const { data, errors } = await answer<Data>(query, variables);
      if (errors?.length) throw new Error(JSON.stringify(errors));
      return data;
    },
  };
}

const REGISTER = `mutation ($input: RegisterInput!) {
  register(input: $input) { session { accessToken } userErrors { message } } }`;
const LOGIN =
  "mutation ($input: LoginInput!) { login(input: $input) { session { accessToken } userErrors { message } } }";

export async function register(url: string, displayName: string): Promise<Person> {
  const { register: payload } = await somebody(url).ask<{ register: { session: { accessToken: string } } }>(
    REGISTER,
    {
      input: { email: `${randomUUID()}@outcry.test`, password: "a long enough password", displayName },
    },
  );
  return somebody(url, payload.session.accessToken);
}

export async function signIn(url: string, email: string, password = "outcry-demo"): Promise<Person> {
  const { login } = await somebody(url).ask<{ login: { session: { accessToken: string } } }>(LOGIN, {
    input: { email, password },
  });
  return somebody(url, login.session.accessToken);
}

/** Asks again until the answer satisfies; what follows an event follows a moment later. Throws after `seconds`. */
export async function eventually<Value>(
  look: () => Promise<Value>,
  satisfied: (value: Value) => boolean,
  seconds = 20,
): Promise<Value> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    const value = await look();
    if (satisfied(value)) return value;
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} s: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
