import { withTransaction } from "@outcry/database";
import { newId, ok, type Result, refuse } from "@outcry/kernel";
import { readStore, STORES_PER_OWNER_MAX, type StoreRefusal } from "../domain/store.ts";
import { recordStore, storesOwnedBy } from "../store/stores.ts";
import type { CommandDependencies } from "./deciding.ts";

type LimitReached = { kind: "LimitReached"; limit: string; message: string };

/** Opens a store in somebody's name. Answers its id. */
export const makeCreateStore =
  ({ database }: Pick<CommandDependencies, "database">) =>
  async (
    ownerId: string,
    draft: { name: string; description: string | null },
  ): Promise<Result<string, StoreRefusal | LimitReached>> => {
    const read = readStore(draft);
    if (!read.ok) return read;
    const store = { ...read.value, id: newId(), ownerId };
    return withTransaction(database, async (tx) => {
      if ((await storesOwnedBy(tx, ownerId)) >= STORES_PER_OWNER_MAX) {
        const message = `One person may open at most ${STORES_PER_OWNER_MAX} stores.`;
        return refuse({ kind: "LimitReached" as const, limit: `${STORES_PER_OWNER_MAX}`, message });
      }
      if (await recordStore(tx, store)) return ok(store.id);
      const message = "There is a store of this name already.";
      return refuse({ kind: "Validation" as const, message, field: ["input", "name"] });
    });
  };
