import type Stripe from "stripe";
import { noSuch } from "../errors.ts";
import { randomText, stripeId } from "../identifiers.ts";
import type { Work } from "../store/work.ts";

const CURRENCY_OF: Record<string, string> = {
  US: "usd",
  GB: "gbp",
  CA: "cad",
  AU: "aud",
  JP: "jpy",
  CH: "chf",
};

/** A connected account, whoever's account the request is made for. */
export async function accountNamed(
  work: Work,
  id: string,
  param = "id",
  held = false,
): Promise<Stripe.Account> {
  await work.load([id], held);
  const found = work.shown(id);
  if (found?.object === "account" && !("deleted" in found && found.deleted)) return found;
  throw noSuch(param === "destination" ? "destination" : "account", id, param);
}

export const newAccountId = (): string => `acct_${randomText(16)}`;

export const currencyOfCountry = (country: string): string => CURRENCY_OF[country] ?? "eur";

const NOTHING_DUE: Stripe.Account.Requirements = {
  alternatives: [],
  current_deadline: null,
  currently_due: [],
  disabled_reason: null,
  errors: [],
  eventually_due: [],
  past_due: [],
  pending_verification: [],
} as unknown as Stripe.Account.Requirements;

const DUE = ["business_type", "external_account", "tos_acceptance.date", "tos_acceptance.ip"];

export const EVERYTHING_DUE: Stripe.Account.Requirements = {
  ...NOTHING_DUE,
  currently_due: DUE,
  disabled_reason: "requirements.past_due",
  eventually_due: DUE,
  past_due: DUE,
};

/** A bank account as a connected account shows it; `number` ends in the digits people see. */
export function bankAccount(account: Stripe.Account, number: string): Stripe.BankAccount {
  return {
    id: stripeId("ba"),
    object: "bank_account",
    account: account.id,
    account_holder_name: null,
    account_holder_type: null,
    account_type: null,
    available_payout_methods: ["standard"],
    bank_name: "STRIPE TEST BANK",
    country: account.country ?? "US",
    currency: account.default_currency ?? "usd",
    default_for_currency: true,
    fingerprint: randomText(16),
    last4: number.slice(-4),
    metadata: {},
    routing_number: "110000000",
    status: "new",
  } as Stripe.BankAccount;
}

/** The account after its holder told Stripe everything: it may be paid, and pay out. */
export function onboarded(account: Stripe.Account, number: string): Stripe.Account {
  const external = account.external_accounts;
  const banks = external && external.data.length > 0 ? external.data : [bankAccount(account, number)];
  const capabilities = Object.fromEntries(
    Object.keys(account.capabilities ?? {}).map((name) => [name, "active"]),
  );
  return {
    ...account,
    capabilities: capabilities as Stripe.Account.Capabilities,
    charges_enabled: true,
    details_submitted: true,
    payouts_enabled: true,
    requirements: NOTHING_DUE,
    external_accounts: {
      object: "list",
      has_more: false,
      url: `/v1/accounts/${account.id}/external_accounts`,
      data: banks,
    },
  };
}
