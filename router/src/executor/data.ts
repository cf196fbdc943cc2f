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
    if (value === undefined || name === "__proto__") continue;
    const present = target[name];
    // Most often there is nothing yet. JSON has no functions: one is the prototype's, under the name of a field.
    if (present === undefined) target[name] = value;
    else if (typeof present === "function") define(target, name, value);
    else if (present !== null && isData(value) && isData(present)) merge(present, value);
    else if (Array.isArray(value) && Array.isArray(present) && value.length === present.length)
      mergeList(present, value);
    else target[name] = value;
  }
}

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

/** A response path in a plan: response names, and `@` for each element of a list. */
export type PlanPath = readonly string[];

/** The objects at a path, nulls left out, in response order. */
export function objectsAt(data: unknown, path: PlanPath): Data[] {
  const found: Data[] = [];
  collect(data, path, 0, found);
  return found;
}

function collect(value: unknown, path: PlanPath, depth: number, found: Data[]): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) {
    const next = path[depth] === "@" ? depth + 1 : depth;
    for (const element of value) collect(element, path, next, found);
  } else if (isData(value)) {
    const name = path[depth];
    if (name === undefined) found.push(value);
    else collect(own(value, name), path, depth + 1, found);
  }
}

/** The real paths of the same objects, list indexes included, in the same order. Made only when there are errors. */
export function pathsOf(data: unknown, path: PlanPath): (string | number)[][] {
  const found: (string | number)[][] = [];
  const trail: (string | number)[] = [];
  const walk = (value: unknown, depth: number): void => {
    if (value === null || value === undefined) return;
    const name = path[depth];
    if (Array.isArray(value)) {
      const next = name === "@" ? depth + 1 : depth;
      for (let index = 0; index < value.length; index += 1) {
        trail.push(index);
        walk(value[index], next);
        trail.pop();
      }
    } else if (isData(value)) {
      if (name === undefined) found.push([...trail]);
      else {
        trail.push(name);
        walk(own(value, name), depth + 1);
        trail.pop();
      }
    }
  };
  walk(data, 0);
  return found;
}
