import type { Data } from "./data.ts";

/** Makes a value of an answer from data. Null: there is none. */
export type Build = (value: unknown, data: Data) => unknown;

/** What becomes of a field. */
export type Output = Readonly<{
  /** A null here makes the object around it null. */
  nonNull: boolean;
  /** A scalar of GraphQL's own, whose values need a look and no work. */
  leaf: LeafName | null;
  build: Build;
}>;

export type Field = Readonly<{ name: string; clientName: string; output: Output }>;

export type BuildObject = (data: Data) => unknown;

type LeafName = keyof typeof FITS;

const INTEGER_MAX = 1e21;

/** JSON has no other way to write these than digits. */
const isInteger = (value: unknown): boolean =>
  Number.isInteger(value) && Math.abs(value as number) < INTEGER_MAX;

/** Whether a value is one of the type, as an expression over a variable. */
const FITS = {
  String: (value: string) => `typeof ${value} === "string"`,
  Boolean: (value: string) => `typeof ${value} === "boolean"`,
  ID: (value: string) => `typeof ${value} === "string" || isInteger(${value})`,
  Int: (value: string) =>
    `typeof ${value} === "number" && ((${value} | 0) === ${value} || isInteger(${value}))`,
  Float: (value: string) => `Number.isFinite(${value})`,
} as const;

const compileLeaf = (leaf: LeafName): Build =>
  new Function("isInteger", `return (value) => (${FITS[leaf]("value")} ? value : null)`)(isInteger);

const LEAVES = Object.fromEntries(
  Object.keys(FITS).map((name) => [name, compileLeaf(name as LeafName)]),
) as Readonly<Record<LeafName, Build>>;

const isLeafName = (name: string): name is LeafName => Object.hasOwn(FITS, name);

/** Any value that JSON can hold: of a scalar that only its subgraph knows. */
const anything: Build = (value) =>
  value === undefined || typeof value === "function" || (typeof value === "number" && !Number.isFinite(value))
    ? null
    : value;

export const scalar = (name: string): Output =>
  isLeafName(name)
    ? { nonNull: false, leaf: name, build: LEAVES[name] }
    : { nonNull: false, leaf: null, build: anything };

export const list = ({ nonNull, build }: Output): Build => {
  return (value, data) => {
    if (!Array.isArray(value)) return null;
    const built = new Array(value.length);
    for (let index = 0; index < value.length; index += 1) {
      const element = build(value[index], data);
      if (nonNull && element === null) return null;
      built[index] = element;
    }
    return built;
  };
};

/**
 * Writes and compiles the function that makes one type of object: each field is read and written by its name in the
 * code, for which the engine has a fast way that it has not for names in variables. Only names of GraphQL's grammar
 * get into the code, quoted as JSON. What objects have from their prototype are functions, and fits no field.
 */
export function compileObject(fields: readonly Field[]): BuildObject {
  const lines = fields.map(({ name, output }, index) => {
    const read = `data[${JSON.stringify(name)}]`;
    const value = `v${index}`;
    const otherwise = output.nonNull ? "return null" : `${value} = null`;
    if (output.leaf) return `let ${value} = ${read}; if (!(${FITS[output.leaf](value)})) ${otherwise};`;
    const made = `const ${value} = builds[${index}](${read}, data);`;
    return output.nonNull ? `${made} if (${value} === null) return null;` : made;
  });
  const members = fields.map(({ clientName }, index) => `${JSON.stringify(clientName)}: v${index}`);
  const code = `return (data) => {\n${lines.join("\n")}\nreturn {${members.join(", ")}};\n}`;
  const builds = fields.map(({ output }) => output.build);
  return new Function("builds", "isInteger", code)(builds, isInteger);
}
