import { DECIMAL_PATTERN, formatDecimal, type Money } from "@outcry/kernel";
import { GraphQLScalarType, Kind, type ValueNode } from "graphql";
import { BadUserInputError } from "../faults.ts";

/** A scalar whose input is a string of one shape, whether it comes as a literal or in a variable. */
function textScalar<Internal>(options: {
  name: string;
  shape: string;
  read: (text: string) => Internal | null;
  write: (value: unknown) => string;
}): GraphQLScalarType {
  const parse = (text: unknown): Internal => {
    const value = typeof text === "string" ? options.read(text) : null;
    if (value === null) throw new BadUserInputError(`${options.name} must be ${options.shape}.`);
    return value;
  };
  return new GraphQLScalarType({
    name: options.name,
    serialize: options.write,
    parseValue: parse,
    parseLiteral: (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : null),
  });
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

const readInstant = (text: string): Date | null => {
  const instant = RFC_3339.test(text) ? new Date(text) : null;
  return instant && !Number.isNaN(instant.getTime()) ? instant : null;
};

const readDay = (text: string): string | null =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) ? text : null;

const Sequence = new GraphQLScalarType({
  name: "Sequence",
  serialize: (value: unknown) => {
    const number = Number(value);
    if (!Number.isSafeInteger(number) || number < 0)
      throw new TypeError("A sequence is a whole number up to 2^53.");
    return number;
  },
});

/** Resolvers of schema/shared.graphql, joined to every subgraph's own. */
export const sharedResolvers = {
  Decimal: textScalar({
    name: "Decimal",
    shape: 'a decimal number as a string, such as "450.00"',
    read: (text) => (DECIMAL_PATTERN.test(text) ? text : null),
    write: String,
  }),
  CurrencyCode: textScalar({
    name: "CurrencyCode",
    shape: 'three capital letters, such as "USD"',
    read: (text) => (/^[A-Z]{3}$/.test(text) ? text : null),
    write: String,
  }),
  DateTime: textScalar({
    name: "DateTime",
    shape: 'an instant such as "2026-01-31T12:00:00.000Z"',
    read: readInstant,
    write: (value) => (value instanceof Date ? value : new Date(String(value))).toISOString(),
  }),
  Date: textScalar({
    name: "Date",
    shape: 'a calendar date such as "2026-01-31"',
    read: readDay,
    write: (value) => (value instanceof Date ? value.toISOString() : String(value)).slice(0, 10),
  }),
  Sequence,
  Money: {
    amount: (amount: Money) => formatDecimal(amount),
    currencyCode: (amount: Money) => amount.currency,
  },
  UserError: { __resolveType: (error: { __typename: string }) => error.__typename },
};
