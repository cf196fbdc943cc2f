import { faultIn } from "#web/features/market/use-market.ts";
import type { RefusalFragment } from "#web/graph/__generated__/graphql.ts";

type Payload = Readonly<{ userErrors: readonly RefusalFragment[] }>;
type Result = Readonly<{ payload: Payload | null | undefined; error: unknown }>;

/** Does something and says what went wrong, of which field, in words; null when nothing did. Never throws. */
export async function attempt(
  perform: () => Promise<Result>,
): Promise<{ field: string | null; message: string } | null> {
  try {
    const { payload, error } = await perform();
    const [refusal] = payload?.userErrors ?? [];
    if (refusal) return { field: refusal.field?.at(-1) ?? null, message: refusal.message };
    if (payload) return null;
    return { field: null, message: faultIn(error)?.message ?? "That did not work. Try again." };
  } catch (thrown) {
    return { field: null, message: faultIn(thrown)?.message ?? "That did not work. Try again." };
  }
}
