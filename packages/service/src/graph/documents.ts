import { BoundedMap } from "@outcry/kernel";
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from "graphql";

/** The router's plans and the operations of other services: far fewer than this, and the same ones every day. */
const DOCUMENTS_KEPT = { entries: 2_000, weight: 8 * 1024 * 1024 } as const;

/** A subgraph tells its schema only through the composed one: it answers no introspection. */
const RULES = [...specifiedRules, NoSchemaIntrospectionCustomRule];

/** A document that may run, or why it may not. */
export type Checked = Readonly<
  { text: string; document: DocumentNode } | { errors: readonly GraphQLError[] }
>;

const withCode = (error: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(error.message, { originalError: error, extensions: { code } });

/** Documents, parsed and validated once. Those that may not run are not kept: they come from mistakes, not from load. */
export class Documents {
  readonly #schema: GraphQLSchema;
  readonly #kept = new BoundedMap<string, Extract<Checked, { text: string }>>({
    ...DOCUMENTS_KEPT,
    weigh: ({ text }) => text.length,
  });

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  check(text: string): Checked {
    const known = this.#kept.get(text);
    if (known) return known;
    let document: DocumentNode;
    try {
      document = parse(text, { noLocation: true });
    } catch (fault) {
      if (!(fault instanceof GraphQLError)) throw fault;
      return { errors: [withCode(fault, "GRAPHQL_PARSE_FAILED")] };
    }
    const errors = validate(this.#schema, document, RULES);
    if (errors.length > 0)
      return { errors: errors.map((error) => withCode(error, "GRAPHQL_VALIDATION_FAILED")) };
    const checked = { text, document };
    this.#kept.set(text, checked);
    return checked;
  }
}
