import { SCOPES } from "@outcry/contracts";
import { z } from "zod";
import type { Caller } from "../caller.ts";
import { unauthenticated } from "../refusal.ts";
import type { AskIdentity } from "./ask.ts";

const TICKET_LENGTH_MAX = 256;

const REDEEM = `mutation redeemSocketTicket($ticket: String!) {
  redeemSocketTicket(ticket: $ticket) { userId roles scopes sessionId expiresAt }
}`;

const redeemed = z.object({
  redeemSocketTicket: z
    .object({
      userId: z.string(),
      roles: z.array(z.string()),
      scopes: z.array(z.string()).nullish(),
      sessionId: z.string(),
      expiresAt: z.iso.datetime({ offset: true }),
    })
    .nullable(),
});

/** Trades a ticket for who it was made for. It works once: identity forgets it. Throws `Refusal` 401 or 503. */
export async function redeemTicket(ask: AskIdentity, ticket: string): Promise<Caller> {
  if (ticket.length > TICKET_LENGTH_MAX) throw unauthenticated();
  const { redeemSocketTicket: holder } = redeemed.parse(await ask(REDEEM, { ticket }));
  if (!holder) throw unauthenticated();
  return Object.freeze({
    userId: holder.userId,
    sessionId: holder.sessionId,
    roles: holder.roles,
    scopes: holder.scopes ?? SCOPES,
    apiKey: null,
    expiresAt: new Date(holder.expiresAt),
  });
}
