import { ok, type Result, refuse } from "@outcry/kernel";
import { readLine, readText, searchable, slugOf } from "./text.ts";

const NAME_LENGTH_MIN = 2;
const NAME_LENGTH_MAX = 80;
const DESCRIPTION_LENGTH_MAX = 2_000;
export const STORES_PER_OWNER_MAX = 20;

/** A seller's shop window. */
export type Store = Readonly<{
  id: string;
  slug: string;
  name: string;
  description: string | null;
  ownerId: string;
}>;

export type NewStore = Readonly<{ slug: string; name: string; nameKey: string; description: string | null }>;

export type StoreRefusal = { kind: "Validation"; message: string; field: string[] };

const invalid = (property: string, message: string) =>
  refuse<StoreRefusal>({ kind: "Validation", message, field: ["input", property] });

/** Holds a store's words against the rules. `nameKey` is what makes two names the same. */
export function readStore(draft: {
  name: string;
  description: string | null;
}): Result<NewStore, StoreRefusal> {
  const name = readLine(draft.name, NAME_LENGTH_MIN, NAME_LENGTH_MAX);
  if (!name.ok) return invalid("name", `The name ${name.refusal}`);
  const description = readText(draft.description ?? "", DESCRIPTION_LENGTH_MAX);
  if (!description.ok) return invalid("description", `The description ${description.refusal}`);
  const slug = slugOf(name.value);
  if (slug === "") return invalid("name", "The name needs a Latin letter or a digit.");
  return ok({
    slug,
    name: name.value,
    nameKey: searchable(name.value),
    description: description.value || null,
  });
}
