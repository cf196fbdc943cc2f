import { type Data, isData, own, readerOf } from "./data.ts";

/** A response path in a plan: response names, and `@` for each element of a list. */
export type PlanPath = readonly string[];

export type Find = (data: unknown) => Data[];

type Collect = (value: unknown, found: Data[]) => void;

/** Prepares to find the objects at a path, nulls left out, in response order. */
export function compilePath(path: PlanPath): Find {
  const collect = compileCollect(path);
  return (data) => {
    const found: Data[] = [];
    collect(data, found);
    return found;
  };
}

function compileCollect([name, ...inside]: PlanPath): Collect {
  if (name === undefined) return eachOf((value, found) => found.push(value));
  const next = compileCollect(inside);
  const read = readerOf(name);
  const collect = eachOf((value, found) => next(read(value), found));
  if (name !== "@") return collect;
  return (value, found) => {
    if (Array.isArray(value)) for (const element of value) next(element, found);
    else collect(value, found);
  };
}

/** Lists that a path does not mention are gone through all the same. */
function eachOf(act: (value: Data, found: Data[]) => void): Collect {
  const collect: Collect = (value, found) => {
    if (Array.isArray(value)) for (const element of value) collect(element, found);
    else if (isData(value)) act(value, found);
  };
  return collect;
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
