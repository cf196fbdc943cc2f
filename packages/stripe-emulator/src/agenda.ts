import type { Clock } from "@outcry/kernel";
import type postgres from "postgres";
import { cancelIntent } from "./resources/capturing.ts";
import { expireSession } from "./resources/checkout-sessions.ts";
import { settlePayout } from "./resources/payouts.ts";
import { settleRefund } from "./resources/refunds.ts";
import { type Action, flush } from "./store/flush.ts";
import { type Settings, Work } from "./store/work.ts";

const NOBODY = { requestId: null, idempotencyKey: null };

/** An authorisation that nobody captured in time is released. */
async function expireAuthorisation(work: Work, id: string): Promise<void> {
  const intent = await work.hold("payment_intent", id);
  if (intent.status === "requires_capture") await cancelIntent(work, intent, "automatic");
}

const ACTIONS: Record<Action, (work: Work, id: string) => Promise<void>> = {
  expire_authorisation: expireAuthorisation,
  expire_session: expireSession,
  settle_payout: settlePayout,
  settle_refund: settleRefund,
};

type Due = { action: Action; objectId: string; account: string };

/** Does the next thing that is due, in one transaction. Answers false when nothing is. */
export async function keepAppointment(
  sql: postgres.Sql,
  settings: Settings,
  apiVersion: string,
  clock: Clock,
): Promise<boolean> {
  const now = clock();
  const done = await sql.begin(async (transaction) => {
    const [due] = await transaction<Due[]>`
      delete from stripe_emulator.agenda using stripe_emulator.object
      where agenda.id = (
        select id from stripe_emulator.agenda where due_at <= ${now}
        order by due_at, id limit 1 for update skip locked
      ) and object.id = agenda.object_id
      returning agenda.action, agenda.object_id as "objectId", object.account`;
    if (!due) return false;
    const work = new Work(transaction, now, due.account, { ...NOBODY, apiVersion }, settings);
    await ACTIONS[due.action](work, due.objectId);
    await flush(transaction, work.effects(), undefined, now);
    return true;
  });
  return done === true;
}
