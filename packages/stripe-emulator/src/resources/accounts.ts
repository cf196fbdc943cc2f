import type Stripe from "stripe";
import { type Call, del, type Endpoint, get, post } from "../http/endpoint.ts";
import type { Parameters } from "../http/parameters.ts";
import { randomText } from "../identifiers.ts";
import { listObjects, pageOf } from "../store/lists.ts";
import type { Work } from "../store/work.ts";
import {
  accountNamed,
  bankAccount,
  currencyOfCountry,
  EVERYTHING_DUE,
  newAccountId,
  onboarded,
} from "./account-object.ts";

const BUSINESS_TYPES = ["company", "government_entity", "individual", "non_profit"] as const;
const CAPABILITIES = ["card_payments", "transfers"];
/** The bank account that test payouts reach. */
const TEST_BANK_ACCOUNT = "000123456789";
const LINK_SECONDS = 300;

/** What a platform may say about an account, at its creation and later. */
function detailsOf(parameters: Parameters) {
  const capabilities = parameters.inside("capabilities");
  const requested = CAPABILITIES.filter((name) => capabilities?.inside(name)?.flag("requested"));
  const accepted = parameters.inside("tos_acceptance");
  const date = accepted?.integer("date");
  accepted?.accept("ip", "user_agent", "service_agreement");
  const bankFields = typeof parameters.peek("external_account") === "object";
  const bank = bankFields ? parameters.inside("external_account") : undefined;
  const number = bank ? bank.required("account_number") : parameters.text("external_account");
  bank?.accept(
    "object",
    "country",
    "currency",
    "routing_number",
    "account_holder_name",
    "account_holder_type",
  );
  parameters.accept(
    "individual",
    "company",
    "settings",
    "documents",
    "default_currency",
    "business_profile",
    "groups",
  );
  return {
    email: parameters.clearable("email"),
    businessType: parameters.choice("business_type", BUSINESS_TYPES),
    requested,
    tosDate: date,
    bankNumber: number?.startsWith("btok_") ? TEST_BANK_ACCOUNT : number,
  };
}

type Details = ReturnType<typeof detailsOf>;

/** An account that was told everything through the API needs no onboarding page. */
function settle(work: Work, account: Stripe.Account, details: Details): Stripe.Account {
  const number = details.bankNumber ?? work.hidden(account.id).bankAccount;
  const withBank: Stripe.Account =
    details.bankNumber === undefined
      ? account
      : {
          ...account,
          external_accounts: {
            object: "list",
            data: [bankAccount(account, details.bankNumber)],
            has_more: false,
            url: `/v1/accounts/${account.id}/external_accounts`,
          },
        };
  const complete = account.type === "custom" && account.tos_acceptance?.date != null && number !== undefined;
  const settled =
    complete || account.details_submitted ? onboarded(withBank, number ?? TEST_BANK_ACCOUNT) : withBank;
  const hidden = { ...work.hidden(account.id), ...(number === undefined ? {} : { bankAccount: number }) };
  return work.put("account", settled, hidden, "");
}

const asRequested = (before: Stripe.Account.Capabilities | undefined, requested: string[]) => ({
  ...Object.fromEntries(requested.map((name) => [name, "inactive"])),
  ...before,
});

async function create(work: Work, { parameters }: Call): Promise<Stripe.Account> {
  const controller = parameters.inside("controller");
  const byPlatform =
    controller?.choice("requirement_collection", ["application", "stripe"]) === "application";
  controller?.accept("fees", "losses", "stripe_dashboard");
  const type =
    parameters.choice("type", ["custom", "express", "standard"]) ?? (byPlatform ? "custom" : "express");
  const country = parameters.text("country") ?? "US";
  const details = detailsOf(parameters);
  const metadata = parameters.metadata();
  parameters.finish();
  const id = newAccountId();
  const account: Stripe.Account = {
    id,
    object: "account",
    business_profile: null,
    business_type: details.businessType ?? null,
    capabilities: asRequested(undefined, details.requested) as Stripe.Account.Capabilities,
    charges_enabled: false,
    country,
    created: work.seconds,
    default_currency: currencyOfCountry(country),
    details_submitted: false,
    email: details.email ?? null,
    external_accounts: {
      object: "list",
      data: [],
      has_more: false,
      url: `/v1/accounts/${id}/external_accounts`,
    },
    metadata,
    payouts_enabled: false,
    requirements: EVERYTHING_DUE,
    settings: {
      payouts: {
        debit_negative_balances: false,
        schedule: { delay_days: 2, interval: "manual" },
        statement_descriptor: null,
      },
    } as Stripe.Account.Settings,
    tos_acceptance: details.tosDate === undefined ? {} : { date: details.tosDate },
    type,
  };
  const settled = settle(work, account, details);
  if (settled.details_submitted) work.announce("account.updated", settled, account, id);
  return settled;
}

async function update(work: Work, { parameters, id }: Call): Promise<Stripe.Account> {
  const before = await accountNamed(work, id(), "id", true);
  const details = detailsOf(parameters);
  const metadata = parameters.metadata(before.metadata ?? {});
  parameters.finish();
  const changed: Stripe.Account = {
    ...before,
    metadata,
    business_type: details.businessType ?? before.business_type ?? null,
    capabilities: asRequested(before.capabilities, details.requested) as Stripe.Account.Capabilities,
    email: details.email === undefined ? before.email : details.email,
    ...(details.tosDate === undefined ? {} : { tos_acceptance: { date: details.tosDate } }),
  };
  const after = settle(work, changed, details);
  work.announce("account.updated", after, before, after.id);
  return after;
}

/** The holder finished the onboarding page. */
export async function completeOnboarding(work: Work, id: string): Promise<Stripe.Account> {
  const before = await accountNamed(work, id, "id", true);
  const number = work.hidden(id).bankAccount ?? TEST_BANK_ACCOUNT;
  const after = work.put("account", onboarded(before, number), { ...work.hidden(id), bankAccount: number });
  work.announce("account.updated", after, before, id);
  return after;
}

async function link(work: Work, { parameters }: Call): Promise<Stripe.AccountLink> {
  const id = parameters.required("account");
  parameters.choice("type", ["account_onboarding", "account_update"]);
  const returnUrl = parameters.text("return_url");
  parameters.accept("refresh_url", "collect", "collection_options");
  parameters.finish();
  const account = await accountNamed(work, id, "account", true);
  work.put("account", account, { ...work.hidden(id), ...(returnUrl ? { returnUrl } : {}) });
  return {
    object: "account_link",
    created: work.seconds,
    expires_at: work.seconds + LINK_SECONDS,
    url: `${work.settings.publicUrl}/pages/onboarding/${id}/${randomText(12)}`,
  };
}

async function loginLink(work: Work, { parameters, id }: Call): Promise<object> {
  parameters.finish();
  const account = await accountNamed(work, id());
  return {
    object: "login_link",
    created: work.seconds,
    url: `${work.settings.publicUrl}/pages/account/${account.id}`,
  };
}

async function retrieve(work: Work, { parameters, id }: Call): Promise<Stripe.Account> {
  parameters.finish();
  return accountNamed(work, id());
}

async function own(work: Work, { parameters }: Call): Promise<object> {
  parameters.finish();
  if (work.account !== "") return accountNamed(work, work.account);
  return {
    id: "acct_outcryplatform",
    object: "account",
    charges_enabled: true,
    country: "US",
    default_currency: "usd",
    details_submitted: true,
    email: null,
    metadata: {},
    payouts_enabled: true,
    type: "standard",
  };
}

async function list(work: Work, { parameters }: Call): Promise<object> {
  const page = pageOf(parameters);
  parameters.finish();
  return listObjects(work, "account", "/v1/accounts", page);
}

async function remove(work: Work, { parameters, id }: Call): Promise<object> {
  parameters.finish();
  const account = await accountNamed(work, id(), "id", true);
  const gone = { id: account.id, object: "account", deleted: true } as const;
  work.put("account", gone as unknown as Stripe.Account);
  return gone;
}

export const accountEndpoints: Endpoint[] = [
  post("/v1/accounts", create),
  get("/v1/accounts", list),
  get("/v1/account", own),
  get("/v1/accounts/:id", retrieve),
  post("/v1/accounts/:id", update),
  del("/v1/accounts/:id", remove),
  post("/v1/accounts/:id/login_links", loginLink),
  post("/v1/account_links", link),
];
