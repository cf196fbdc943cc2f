/** What subgraphs answer with, as parsed. Its shape is not trusted anywhere. */
export type Data = Record<string, unknown>;

export const isData = (value: unknown): value is Data =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const hasOwn = Object.prototype.hasOwnProperty;

/** Reads a field of the data and never one of a prototype: a response name may be `constructor`. */
export const own = (data: Data, name: string): unknown => (hasOwn.call(data, name) ? data[name] : undefined);

/**
 * Merges what one more fetch brought into what is there. Objects are merged, lists of one length element by
 * element, everything else is replaced. `__proto__` is never written: no response name of ours is called so.
 */
export function merge(target: Data, source: Data): void {
  for (const name in source) {
    const value = source[name];
    if (value !== undefined && name !== "__proto__") mergeField(target, name, value);
  }
}

function mergeField(target: Data, name: string, value: unknown): void {
  const present = target[name];
  // Most often there is nothing yet. JSON has no functions: one is the prototype's, under the name of a field.
  if (present === undefined) target[name] = value;
  else if (typeof present === "function") define(target, name, value);
  else if (present !== null && isData(value) && isData(present)) merge(present, value);
  else if (Array.isArray(value) && Array.isArray(present) && value.length === present.length)
    mergeList(present, value);
  else target[name] = value;
}

/**
 * The same for objects of which it is known what fields they were asked for; others are left out. As with `compileObject`, names
 * in code are found faster than names in variables, and most often there is nothing yet.
 */
export function compileMerge(names: readonly string[]): (target: Data, source: Data) => void {
  if (names.some((name) => name in Object.prototype)) return merge;
  const lines = names.map((name, index) => {
    const [field, value] = [JSON.stringify(name), `v${index}`];
    return `const ${value} = source[${field}];
if (${value} !== undefined) {
  if (target[${field}] === undefined) target[${field}] = ${value};
  else mergeField(target, ${field}, ${value});
}`;
  });
  return new Function("mergeField", `return (target, source) => {\n${lines.join("\n")}\n}`)(mergeField);
}

/** Reads a field as `own` does, by its name in code. */
export const readerOf = (name: string): ((data: Data) => unknown) =>
  name in Object.prototype
    ? (data) => own(data, name)
    : (new Function("data", `return data[${JSON.stringify(name)}]`) as (data: Data) => unknown);

function mergeList(target: unknown[], source: unknown[]): void {
  for (let index = 0; index < source.length; index += 1) {
    const [value, present] = [source[index], target[index]];
    if (isData(value) && isData(present)) merge(present, value);
    else target[index] = value;
  }
}

function define(target: Data, name: string, value: unknown): void {
  Object.defineProperty(target, name, { configurable: true, enumerable: true, writable: true, value });
}
