/** What is asked, and the number of calls to subgraphs that it takes. */
export type Query = Readonly<{
  text: string;
  fetches: number;
  /** Whether it mostly waits where subgraphs take their time: a core is then kept busy by more connections, not by these. */
  waits: boolean;
  /** Everything that is fetched hangs on it, so two requests with different ones share nothing. */
  variables: (distinct: string) => Record<string, unknown>;
}>;

const byId = (id: string) => ({ id });

const ONE = `query One($id: ID!) {
  product(id: $id) { id name description brand category weight image }
}`;

const FOUR = `query Four($id: ID!) {
  products(first: 8, after: $id) {
    id
    name
    brand
    image
    offers(first: 3) { id price currency condition seller { id name city rating } }
    reviews(first: 2) { id stars title }
  }
}`;

const SEVENTEEN = `query Seventeen($id: ID!) {
  products(first: 20, after: $id) {
    id name description brand category weight image
    offers(first: 4) { id price currency condition quantity seller { id name city rating avatar } }
    reviews(first: 3) {
      id stars title body
      author { id name city reviews(first: 1) { id stars product { id name } } }
    }
    stock { warehouse count updatedAt }
    deliveryDays
    related(first: 2) {
      id name image
      offers(first: 2) { id price currency seller { id name rating } }
      reviews(first: 1) { id stars title author { id name } }
      stock { count }
    }
  }
  person(id: $id) {
    id name city
    reviews(first: 5) { id stars body product { id name offers(first: 1) { id price seller { id name } } stock { count } } }
  }
}`;

export const QUERIES: Readonly<Record<string, Query>> = {
  one: { text: ONE, fetches: 1, waits: true, variables: byId },
  four: { text: FOUR, fetches: 4, waits: true, variables: byId },
  seventeen: { text: SEVENTEEN, fetches: 17, waits: false, variables: byId },
};
