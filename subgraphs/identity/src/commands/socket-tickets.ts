import { ACCESS_TOKEN } from "@outcry/contracts";
import { transactionTime, withTransaction } from "@outcry/database";
import { after, ok, type Result, refuse } from "@outcry/kernel";
import type { Refusal } from "../domain/account.ts";
import { TICKET_MILLISECONDS } from "../domain/session.ts";
import { isLiveSession } from "../store/sessions.ts";
import { recordTicket, type TicketHolder, takeTicket } from "../store/tickets.ts";
import type { CommandDependencies } from "./dependencies.ts";
import { hashOf, newSecret } from "./secrets.ts";

export type Ticket = Readonly<{ ticket: string; expiresAt: Date }>;

/** Makes a ticket that opens one socket in the name of a session. */
export const makeCreateSocketTicket =
  ({ database }: Pick<CommandDependencies, "database">) =>
  async (accountId: string, sessionId: string): Promise<Result<Ticket, Refusal>> => {
    const ticket = newSecret();
    return withTransaction(database, async (tx) => {
      if (!(await isLiveSession(tx, sessionId, accountId))) {
        return refuse({
          kind: "Validation" as const,
          message: "This session has ended. Please sign in again.",
        });
      }
      const expiresAt = after(await transactionTime(tx), TICKET_MILLISECONDS);
      await recordTicket(tx, { hash: hashOf(ticket), sessionId, expiresAt });
      return ok({ ticket, expiresAt });
    });
  };

/**
 * A ticket's holder. The socket closes when a token made now would expire, and comes back with a new ticket.
 */
export type RedeemedTicket = TicketHolder & Readonly<{ expiresAt: Date }>;

/**
 * Takes a ticket: it works once. Null for a ticket that is unknown, used, too old, or of an ended session.
 */
export const makeRedeemSocketTicket =
  ({ database }: Pick<CommandDependencies, "database">) =>
  (ticket: string): Promise<RedeemedTicket | null> =>
    withTransaction(database, async (tx) => {
      const holder = await takeTicket(tx, hashOf(ticket));
      if (!holder) return null;
      return { ...holder, expiresAt: after(await transactionTime(tx), ACCESS_TOKEN.lifetimeMilliseconds) };
    });
