import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  parse,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

/**
 * Names under which the planner fetches what entities are recognised by (`@key`) and what fields are computed from
 * (`@requires`). It asks for them beside what the client asks for and takes equal names for equal fields, so that
 * `price(currency: "EUR")`, or `price: name`, of a client would end up where `price(currency: "USD")` is required.
 */
export function namesThePlannerUses(supergraph: string): ReadonlySet<string> {
  const names = new Set(["__typename"]);
  visit(parse(supergraph, { noLocation: true }), {
    Directive: ({ name, arguments: given }) => {
      if (!name.value.startsWith("join__")) return;
      for (const argument of given ?? []) {
        if (!["key", "requires", "provides"].includes(argument.name.value)) continue;
        if (argument.value.kind !== Kind.STRING) continue;
        for (const [word] of argument.value.value.matchAll(/[A-Za-z_]\w*/g)) names.add(word);
      }
    },
  });
  return names;
}

export type RenamedDocument = Readonly<{
  document: DocumentNode;
  /** Our name for a field to the client's. Empty when nothing had to be renamed. */
  clientNames: ReadonlyMap<string, string>;
}>;

const NOTHING: ReadonlyMap<string, string> = new Map();

/**
 * Gives the client's fields names of ours where the planner uses theirs for something that may be different: another
 * field, or the same with other arguments. What the client is answered with has its own names again.
 */
export function renameClashes(
  schema: GraphQLSchema,
  document: DocumentNode,
  used: ReadonlySet<string>,
): RenamedDocument {
  const types = new TypeInfo(schema);
  const clashing = new Map<string, string>();
  const given = new Set<string>();
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: (field) => {
        const name = field.alias?.value ?? field.name.value;
        given.add(name);
        const takesArguments = (types.getFieldDef()?.args.length ?? 0) > 0;
        const isOther = name !== field.name.value;
        if (used.has(name) && (isOther || takesArguments)) clashing.set(identityOf(field), name);
      },
    }),
  );
  if (clashing.size === 0) return { document, clientNames: NOTHING };
  const ours = new Map<string, string>();
  const clientNames = new Map<string, string>();
  for (const [identity, name] of clashing) {
    let free = `${name}_${clientNames.size}`;
    while (given.has(free) || used.has(free)) free += "_";
    ours.set(identity, free);
    clientNames.set(free, name);
  }
  const renamed = visit(document, {
    Field: (field) => {
      const name = ours.get(identityOf(field));
      return name ? { ...field, alias: { kind: Kind.NAME, value: name } } : undefined;
    },
  });
  return { document: renamed, clientNames };
}

/** Fields of one response name that are the same field with the same arguments, and so merge. */
const identityOf = (field: FieldNode): string =>
  `${field.alias?.value ?? ""}:${field.name.value}(${(field.arguments ?? []).map(print).sort().join()})`;
