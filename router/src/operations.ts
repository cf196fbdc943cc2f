import { createHash } from "node:crypto";
import { BoundedMap } from "@outcry/kernel";
import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  specifiedRules,
  validate,
} from "graphql";
import { type Cost, prepareCost } from "./cost.ts";
import type { Limits } from "./limits.ts";
import { withoutSuggestions } from "./masking.ts";
import { excessOf } from "./measure.ts";
import { type PublicCode, type PublicError, Refusal, tooComplex } from "./refusal.ts";

/** Documents kept parsed and checked. A storefront and its partners have hundreds; attackers invent them without end. */
export const DOCUMENTS_KEPT = {
  entries: 2_000,
  /** Characters. Parsed, planned and compiled they take some fifty times as many bytes. */
  weight: 2_000_000,
  weigh: ({ text }: { text: string }) => text.length,
} as const;
/** Validation says no at the first few mistakes; hundreds of them help nobody. */
const VALIDATION_ERRORS_MAX = 10;

/** A document that may run against the schema it was prepared for. */
export type Prepared = Readonly<{
  text: string;
  /** SHA-256 of the text in hexadecimal, as in persisted queries. */
  hash: string;
  document: DocumentNode;
  operations: readonly PreparedOperation[];
}>;

export type PreparedOperation = Readonly<{
  name: string | null;
  node: OperationDefinitionNode;
  cost: Cost;
  /** Fields at the root, those of fragments included: what rates count. */
  rootFields: readonly FieldNode[];
}>;

/** A document that may not run, with everything to tell the client. */
export class InvalidDocument extends Refusal {
  readonly #errors: PublicError[];

  constructor(code: PublicCode, errors: PublicError[]) {
    super(code, 400, errors[0]?.message ?? "The document is invalid.");
    this.#errors = errors;
  }

  override get errors(): PublicError[] {
    return this.#errors;
  }
}

const invalid = (code: PublicCode, errors: readonly GraphQLError[]): InvalidDocument =>
  new InvalidDocument(
    code,
    errors.map(({ message, locations }) => ({
      message: withoutSuggestions(message),
      ...(locations ? { locations: locations.map(({ line, column }) => ({ line, column })) } : {}),
      extensions: { code },
    })),
  );

/** Parses, measures and validates documents, in this order, so that each step bounds the cost of the next. */
export class Operations {
  readonly #schema: GraphQLSchema;
  readonly #limits: Limits;
  readonly #rules: typeof specifiedRules;
  readonly #byHash: BoundedMap<string, Prepared>;
  readonly #byText: BoundedMap<string, Prepared>;

  constructor(schema: GraphQLSchema, limits: Limits, introspection: boolean) {
    this.#schema = schema;
    this.#limits = limits;
    this.#rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
    this.#byHash = new BoundedMap<string, Prepared>(DOCUMENTS_KEPT);
    this.#byText = new BoundedMap<string, Prepared>({
      ...DOCUMENTS_KEPT,
      forgotten: (prepared) => this.#byHash.delete(prepared.hash),
    });
  }

  /** The document with this hash, if it was prepared lately. */
  known(hash: string): Prepared | undefined {
    return this.#byHash.get(hash);
  }

  /** Throws a `Refusal` when the document breaks a limit or a rule. */
  prepare(text: string): Prepared {
    const known = this.#byText.get(text);
    if (known) return known;
    const document = this.#parse(text);
    const excess = excessOf(document, this.#limits);
    if (excess) throw excess;
    const errors = validate(this.#schema, document, this.#rules, { maxErrors: VALIDATION_ERRORS_MAX });
    if (errors.length > 0) throw invalid("GRAPHQL_VALIDATION_FAILED", errors);
    // What is kept has no locations: they are for the messages above, and most of a document's memory.
    const kept = parse(text, { noLocation: true });
    const prepared: Prepared = {
      text,
      hash: createHash("sha256").update(text).digest("hex"),
      document: kept,
      operations: kept.definitions
        .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
        .map((node) => ({
          name: node.name?.value ?? null,
          node,
          cost: prepareCost(this.#schema, kept, node),
          rootFields: rootFieldsOf(kept, node.selectionSet),
        })),
    };
    this.#byText.set(text, prepared);
    this.#byHash.set(prepared.hash, prepared);
    return prepared;
  }

  #parse(text: string): DocumentNode {
    try {
      return parse(text, { maxTokens: this.#limits.tokens });
    } catch (fault) {
      if (!(fault instanceof GraphQLError)) throw fault;
      if (fault.message.includes("Document contains more that"))
        throw tooComplex(`At most ${this.#limits.tokens} tokens are allowed in a document.`);
      throw invalid("GRAPHQL_PARSE_FAILED", [fault]);
    }
  }
}

/** The operation a request means, or undefined when its name fits none or several could be meant. */
export function operationNamed(
  prepared: Prepared,
  name: string | null | undefined,
): PreparedOperation | undefined {
  if (name) return prepared.operations.find((operation) => operation.name === name);
  return prepared.operations.length === 1 ? prepared.operations[0] : undefined;
}

function rootFieldsOf(document: DocumentNode, set: SelectionSetNode): FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return rootFieldsOf(document, selection.selectionSet);
    const fragment = document.definitions.find(
      (definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? rootFieldsOf(document, fragment.selectionSet) : [];
  });
}
