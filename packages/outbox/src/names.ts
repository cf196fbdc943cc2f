import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";

/** A table's name for a statement that is written by hand. */
export function nameOf(table: PgTable): string {
  const { schema, name } = getTableConfig(table);
  return schema === undefined ? `"${name}"` : `"${schema}"."${name}"`;
}

/** Keeps what is made of something for as long as that something lives. */
export function onceFor<Key extends object, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const made = new WeakMap<Key, Made>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(key);
    made.set(key, fresh);
    return fresh;
  };
}
