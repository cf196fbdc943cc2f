import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from "graphql";

/** A small generator of random numbers (mulberry32), so that a failing operation can be made again from its seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const DEPTH_MAX = 5;
const FIELDS_MAX = 4;

export type Generated = { query: string; variables: Record<string, unknown> };

/** Writes valid operations over a schema: aliases, arguments, fragments, abstract types, `@skip` and `@include`. */
export class Generator {
  readonly #schema: GraphQLSchema;
  readonly #random: () => number;
  #fragments: string[] = [];
  #usesShow = false;
  #usesHide = false;

  constructor(schema: GraphQLSchema, seed: number) {
    this.#schema = schema;
    this.#random = randomOf(seed);
  }

  query(): Generated {
    this.#fragments = [];
    this.#usesShow = false;
    this.#usesHide = false;
    const root = this.#schema.getQueryType();
    if (!root) throw new Error("no query type");
    const selection = this.#selection(root, 0);
    const definitions = [
      this.#usesShow && "$show: Boolean!",
      this.#usesHide && "$hide: Boolean = false",
    ].filter(Boolean);
    const head = definitions.length ? `query Generated(${definitions.join(", ")})` : "query Generated";
    return {
      query: `${head} ${selection}\n${this.#fragments.join("\n")}`,
      variables: {
        ...(this.#usesShow ? { show: this.#chance(0.5) } : {}),
        ...(this.#usesHide && this.#chance(0.5) ? { hide: this.#chance(0.5) } : {}),
      },
    };
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.#random() * items.length)] as Item;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const parts: string[] = [];
    const fields = isUnionType(type) ? [] : Object.values(type.getFields());
    const usable = fields.filter((field) => depth < DEPTH_MAX || !isCompositeType(getNamedType(field.type)));
    const count = 1 + Math.floor(this.#random() * FIELDS_MAX);
    for (let index = 0; index < count && usable.length > 0; index += 1)
      parts.push(this.#field(this.#pick(usable), depth));
    if (this.#chance(0.2)) parts.push(this.#chance(0.3) ? "kind: __typename" : "__typename");
    if (isAbstractType(type))
      for (const possible of this.#schema.getPossibleTypes(type))
        if (this.#chance(0.7)) parts.push(this.#fragment(possible, depth));
    if (isObjectType(type) && depth > 0 && this.#chance(0.25)) parts.push(this.#fragment(type, depth));
    if (parts.length === 0) parts.push("__typename");
    return `{ ${parts.join(" ")} }`;
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    if (depth >= DEPTH_MAX) return `... on ${type.name} { __typename }`;
    const selection = this.#selection(type, depth + 1);
    if (this.#chance(0.5)) return `... on ${type.name}${this.#directive()} ${selection}`;
    const name = `F${this.#fragments.length}`;
    this.#fragments.push("");
    this.#fragments[Number(name.slice(1))] = `fragment ${name} on ${type.name} ${selection}`;
    return `...${name}${this.#directive()}`;
  }

  #directive(): string {
    if (this.#chance(0.85)) return "";
    if (this.#chance(0.3))
      return this.#pick([" @skip(if: true)", " @include(if: true)", " @skip(if: false)"]);
    if (this.#chance(0.5)) {
      this.#usesShow = true;
      return " @include(if: $show)";
    }
    this.#usesHide = true;
    return " @skip(if: $hide)";
  }

  /** An alias is made of everything that may differ, so that two fields of one name always merge. */
  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const given = field.args.map((argument) => this.#argument(argument)).filter((text) => text !== "");
    const written = given.length ? `(${given.join(", ")})` : "";
    const suffix = given.join("").replace(/\W+/g, "_");
    const alias =
      suffix || this.#chance(0.2) ? `${field.name}_${suffix}_${Math.floor(this.#random() * 1e9)}: ` : "";
    const type = getNamedType(field.type);
    const inner = isCompositeType(type) ? ` ${this.#selection(type, depth + 1)}` : "";
    return `${alias}${field.name}${written}${this.#directive()}${inner}`;
  }

  #argument(argument: GraphQLArgument): string {
    if (!isNonNullType(argument.type) && this.#chance(0.4)) return "";
    const type = getNamedType(argument.type);
    if (isEnumType(type)) return `${argument.name}: ${this.#pick(type.getValues()).name}`;
    const values: Record<string, string[]> = {
      Int: ["1", "2", "3"],
      ID: ['"1"', '"2"', '"3"', '"9"'],
      String: ['"EUR"', '"USD"', '"x"'],
      Boolean: ["true", "false"],
    };
    return `${argument.name}: ${this.#pick(values[type.name] ?? ["null"])}`;
  }
}
