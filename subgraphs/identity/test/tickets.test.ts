import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { edge, type RunningTest, runIdentity } from "./running-identity.ts";

let running: RunningTest;
beforeAll(async () => {
  running = await runIdentity();
});
afterAll(() => running.stop());

describe("socket tickets", () => {
  const CREATE = "mutation { createSocketTicket { ticket expiresAt userErrors { code } } }";
  const REDEEM = `mutation ($ticket: String!) { redeemSocketTicket(ticket: $ticket) {
    userId roles scopes sessionId expiresAt } }`;
  const redeem = async (ticket: string) =>
    (await running.ask(REDEEM, { ticket }, edge)).data.redeemSocketTicket;

  it("open one socket each, in the name of their session", async () => {
    const { asker } = await running.newcomer();
    const { data } = await running.ask(CREATE, {}, asker);
    const { ticket, expiresAt } = data.createSocketTicket;
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(30_000);
    const answers = await Promise.all([redeem(ticket), redeem(ticket), redeem(ticket)]);
    expect(answers.filter((answer) => answer !== null)).toEqual([
      expect.objectContaining({
        userId: asker.userId,
        sessionId: asker.sessionId,
        roles: ["BUYER", "SELLER"],
      }),
    ]);
  });

  it("are worth nothing after thirty seconds, after signing out, or when made up", async () => {
    const { asker } = await running.newcomer();
    const make = async () => (await running.ask(CREATE, {}, asker)).data.createSocketTicket;
    const old = await make();
    await running.database.sql`update identity.socket_tickets set expires_at = now() - interval '1 second'`;
    expect(await redeem(old.ticket)).toBeNull();
    const unused = await make();
    await running.ask("mutation { logout { userErrors { message } } }", {}, asker);
    expect(await redeem(unused.ticket)).toBeNull();
    expect(await make()).toMatchObject({ ticket: null, userErrors: [{ code: "VALIDATION" }] });
    for (const wrong of ["", "x", "\u0000", "x".repeat(10_000)]) expect(await redeem(wrong)).toBeNull();
  });

  it("are redeemed by the router in its own name only", async () => {
    const { asker } = await running.newcomer();
    for (const asks of [{}, asker, { ...asker, roles: ["ADMIN"] as const }]) {
      const { errors } = await running.ask(REDEEM, { ticket: "x" }, asks);
      expect(errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    }
  });
});
