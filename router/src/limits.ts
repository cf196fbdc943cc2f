/**
 * Every structural limit of the router, each with its reason. They bound the work one request can cause
 * before any subgraph is asked, and how many requests of one person are worked on at the same time. Rates (how many
 * requests in a minute) are in rates.ts.
 */
export const LIMITS = {
  /** Bytes of a request's body. A query with its variables is a few KB; an inline import of 200 KB must fit. */
  bodyBytes: 256 * 1024,
  /** Bytes of a webhook's body. The largest Stripe events are far below it. */
  webhookBytes: 1024 * 1024,
  /** Lexical tokens of a document. Bounds parsing; the storefront's largest page has about 600. */
  tokens: 2_000,
  /** Fields within fields. Deeper selections walk cycles of the graph (product, variants, product, ...). */
  depth: 12,
  /** The same for `__schema` and `__type`: the standard introspection query alone is 14 deep. */
  introspectionDepth: 20,
  /** Aliases, `__typename` counted. They repeat one expensive field (or one login) many times in one request. */
  aliases: 30,
  /** Directives. A field may carry any number of `@skip`, each of which is evaluated. */
  directives: 10,
  /** Fields at the root. Each is at least one call to a subgraph. */
  rootFields: 20,
  /** Fields after fragments are spread. Twenty-six fragments that spread each other twice are 67 million fields. */
  selections: 5_000,
  /** Objects an operation may produce: a list with `first` costs that many times its selection. */
  cost: 10_000,
  /** Items of all lists in the variables. Each may become a row to look up. */
  listItems: 1_000,
  /** Objects within objects in the variables. Writing them as JSON recurses, and a stack has an end. */
  variableDepth: 32,
  /** Bytes of one message on a socket: an operation, nothing larger. */
  socketMessageBytes: 64 * 1024,
  /**
   * Requests of one person under way. Structure and not a rate, so it holds where rates are off: everybody's requests wait for
   * one event loop and one database, and whoever has thousands there makes all others wait. A page asks for a handful at a
   * time, our own replay 24. A key of a quota above 50 requests a second may have a second's worth.
   */
  atOncePerPerson: 50,
  /**
   * The same for what comes from one address without credentials, or with such as are not verified yet. The storefront's
   * own server is one address: at 100 pages a second that take 100 ms each, ten are under way.
   */
  atOncePerAddress: 200,
} as const;

/** Numbers of the same kind as `LIMITS`; `--limits off` replaces them with infinities. */
export type Limits = Readonly<Record<keyof typeof LIMITS, number>>;

/** For benchmarks and conformance suites on one's own machine. Bodies stay bounded: memory is not a matter of taste. */
export const NO_LIMITS: Limits = {
  ...LIMITS,
  bodyBytes: 16 * 1024 * 1024,
  tokens: 1_000_000,
  depth: Number.POSITIVE_INFINITY,
  introspectionDepth: Number.POSITIVE_INFINITY,
  aliases: Number.POSITIVE_INFINITY,
  directives: Number.POSITIVE_INFINITY,
  rootFields: Number.POSITIVE_INFINITY,
  selections: Number.POSITIVE_INFINITY,
  cost: Number.POSITIVE_INFINITY,
  listItems: Number.POSITIVE_INFINITY,
  variableDepth: 1_000,
  atOncePerPerson: Number.POSITIVE_INFINITY,
  atOncePerAddress: Number.POSITIVE_INFINITY,
};
