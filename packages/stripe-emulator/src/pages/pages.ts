import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type Stripe from "stripe";
import { written } from "../amounts.ts";
import { type ErrorBody, StripeRefusal } from "../errors.ts";
import type { Context } from "../http/context.ts";
import type { Endpoint } from "../http/endpoint.ts";
import type { Form } from "../http/form.ts";
import { decodeForm } from "../http/form.ts";
import { perform } from "../http/perform.ts";
import { completeOnboarding } from "../resources/accounts.ts";
import { paySession } from "../resources/checkout-sessions.ts";
import { authenticateEndpoint } from "./acting.ts";
import { button, escapeHtml, pageOf } from "./layout.ts";

const CARDS = [
  ["pm_card_visa", "Visa ending in 4242 (accepted)"],
  ["pm_card_mastercard", "Mastercard ending in 4444 (accepted)"],
  ["pm_card_chargeDeclined", "Visa ending in 0002 (declined)"],
  ["pm_card_chargeDeclinedInsufficientFunds", "Visa ending in 9995 (insufficient funds)"],
];

const DECLINED = 402;

type Act = (handle: Endpoint["handle"], id: string, form?: Form) => Promise<Record<string, unknown>>;

/** Does something as the person on the page, who carries no secret key. A refusal is thrown, a decline answered. */
const actWith =
  (context: Context): Act =>
  async (handle, id, form = {}) => {
    const reply = await perform(context.sql, context.settings, {
      endpoint: { method: "POST", path: "", writes: true, handle },
      ids: { id },
      form,
      account: "",
      origin: { requestId: null, idempotencyKey: null, apiVersion: context.apiVersion },
      now: context.clock(),
      keyed: undefined,
    });
    if (reply.announced) context.announced();
    const body = JSON.parse(reply.body) as { error: ErrorBody };
    if (reply.status >= 400 && reply.status !== DECLINED) throw new StripeRefusal(reply.status, body.error);
    return body;
  };

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;

const html = (reply: FastifyReply, page: string, status = 200): FastifyReply =>
  reply.code(status).type("text/html; charset=utf-8").send(page);

function checkoutPage(session: Stripe.Checkout.Session, problem?: string): string {
  const total = written(session.amount_total ?? 0, session.currency ?? "usd");
  const cards = CARDS.map(([id, label]) => `<option value="${id}">${label}</option>`).join("");
  const said = problem ? `<p role="alert"><strong>${escapeHtml(problem)}</strong></p>` : "";
  return pageOf(
    session.mode === "setup" ? "Save a card" : `Pay ${total}`,
    `${said}<form method="post"><label for="card">Card</label><select id="card" name="payment_method">${cards}</select>
     <button class="main">${session.mode === "setup" ? "Save" : "Pay"}</button></form>
     ${session.cancel_url ? `<p><a href="${escapeHtml(session.cancel_url)}">Back</a></p>` : ""}`,
  );
}

function addAuthentication(server: FastifyInstance, act: Act): void {
  server.get("/pages/authenticate/:id", (request, reply) => {
    const path = `/pages/authenticate/${encodeURIComponent(idOf(request))}`;
    const buttons =
      button(`${path}/agree`, "Complete authentication", true) +
      button(`${path}/fail`, "Fail authentication");
    return html(reply, pageOf("3-D Secure", `<p>Your bank asks: is it you?</p>${buttons}`));
  });
  for (const [answer, agreed] of [
    ["agree", "true"],
    ["fail", "false"],
  ]) {
    server.post(`/pages/authenticate/:id/${answer}`, async (request, reply) => {
      const { location } = await act(authenticateEndpoint, idOf(request), { agreed: agreed ?? "true" });
      if (typeof location === "string") return reply.redirect(location, 303);
      return html(reply, pageOf("Thank you", "<p>You can close this page.</p>"));
    });
  }
}

function addOnboarding(server: FastifyInstance, act: Act): void {
  server.get("/pages/onboarding/:id/:token", (request, reply) =>
    html(
      reply,
      pageOf(
        "Get paid",
        `<p>Stripe would ask for your details here.</p>${button(request.url, "Agree", true)}`,
      ),
    ),
  );
  server.post("/pages/onboarding/:id/:token", async (request, reply) => {
    const done = await act(async (work, { id }) => {
      const account = await completeOnboarding(work, id());
      return { account: account.id, location: work.hidden(account.id).returnUrl ?? null };
    }, idOf(request));
    if (typeof done.location === "string") return reply.redirect(done.location, 303);
    return html(reply, pageOf("Thank you", "<p>You can close this page.</p>"));
  });
}

function addCheckout(server: FastifyInstance, act: Act): void {
  const find = async (id: string) =>
    (await act((work) => work.get("checkout.session", id), id)) as unknown as Stripe.Checkout.Session;
  server.get("/pages/checkout/:id", async (request, reply) =>
    html(reply, checkoutPage(await find(idOf(request)))),
  );
  server.post("/pages/checkout/:id", async (request, reply) => {
    const { payment_method: method } = decodeForm(String(request.body ?? ""));
    const done = await act((work) => paySession(work, idOf(request), String(method)), idOf(request));
    const error = done.error as { message: string } | undefined;
    if (error) return html(reply, checkoutPage(await find(idOf(request)), error.message), 402);
    const target = typeof done.success_url === "string" ? done.success_url : null;
    if (target) return reply.redirect(target.replace("{CHECKOUT_SESSION_ID}", idOf(request)), 303);
    return html(reply, pageOf("Thank you", "<p>You can close this page.</p>"));
  });
}

function addReceipts(server: FastifyInstance, act: Act): void {
  server.get("/pages/receipt/:id", async (request, reply) => {
    const charge = await act((work, { id }) => work.get("charge", id()), idOf(request));
    const { amount, currency, description } = charge as unknown as Stripe.Charge;
    const what = escapeHtml(description ?? "Your order");
    return html(reply, pageOf(`Receipt for ${written(amount, currency)}`, `<p>${what}</p>`));
  });
}

/** The pages people see at Stripe: 3-D Secure, the onboarding of sellers, checkout, receipts. */
export function addPages(server: FastifyInstance, context: Context): void {
  const act = actWith(context);
  server.register(async (pages) => {
    pages.setErrorHandler((error, _request, reply) => {
      if (error instanceof StripeRefusal)
        return html(reply, pageOf("Sorry", `<p>${escapeHtml(error.message)}</p>`), 404);
      context.logger.error({ err: error }, "A page of the Stripe emulator failed.");
      return html(reply, pageOf("Sorry", "<p>Something went wrong.</p>"), 500);
    });
    addAuthentication(pages, act);
    addOnboarding(pages, act);
    addCheckout(pages, act);
    addReceipts(pages, act);
  });
}
