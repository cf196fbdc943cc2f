import type Stripe from "stripe";

/** What Stripe answers under `error` (https://docs.stripe.com/api/errors). */
export type ErrorBody = {
  type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";
  message: string;
  code?: string;
  decline_code?: string;
  advice_code?: string;
  param?: string;
  doc_url?: string;
  charge?: string;
  payment_intent?: Stripe.PaymentIntent;
  payment_method?: Stripe.PaymentMethod;
  setup_intent?: Stripe.SetupIntent;
};

/**
 * A request that Stripe refuses, thrown from wherever the refusal is found.
 * `executed` says whether the endpoint had begun: only then is the refusal kept under the request's idempotency
 * key (https://docs.stripe.com/api/idempotent_requests); faulty parameters may be corrected and sent again.
 */
export class StripeRefusal extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  readonly executed: boolean;

  constructor(status: number, body: ErrorBody, executed = true) {
    super(body.message);
    this.name = "StripeRefusal";
    this.status = status;
    this.body = body.code
      ? { ...body, doc_url: `https://stripe.com/docs/error-codes/${body.code.replaceAll("_", "-")}` }
      : body;
    this.executed = executed;
  }
}

type Details = Partial<Omit<ErrorBody, "type" | "message">>;

/** A refusal by a rule of the endpoint: 400, kept under the idempotency key. */
export const invalidRequest = (message: string, details: Details = {}): StripeRefusal =>
  new StripeRefusal(400, { type: "invalid_request_error", message, ...details });

/** A refusal of the parameters themselves: 400, not kept under the idempotency key. */
export const invalidParameter = (message: string, details: Details = {}): StripeRefusal =>
  new StripeRefusal(400, { type: "invalid_request_error", message, ...details }, false);

/** The id in the address leads nowhere (404), or the one in a parameter does (400). */
export const noSuch = (noun: string, id: string, param: string): StripeRefusal =>
  new StripeRefusal(param === "id" ? 404 : 400, {
    type: "invalid_request_error",
    code: "resource_missing",
    message: `No such ${noun}: '${id}'`,
    param,
  });

export const unauthorized = (message: string): StripeRefusal =>
  new StripeRefusal(401, { type: "invalid_request_error", message }, false);

export const noAccess = (account: string): StripeRefusal =>
  new StripeRefusal(
    403,
    {
      type: "invalid_request_error",
      code: "account_invalid",
      message:
        `The provided key does not have access to account '${account}' (or that account does not exist). ` +
        "Application access may have been revoked.",
    },
    false,
  );

export const unknownAddress = (method: string, path: string): StripeRefusal =>
  new StripeRefusal(
    404,
    {
      type: "invalid_request_error",
      message:
        `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at ` +
        "https://support.stripe.com/. (The emulator knows only the endpoints listed in its README.)",
    },
    false,
  );

export const keyInUse = (key: string): StripeRefusal =>
  new StripeRefusal(
    409,
    {
      type: "idempotency_error",
      code: "idempotency_key_in_use",
      message:
        "There is currently another in-progress request using this Idempotent Key (that probably means you " +
        "submitted twice, and the other request is still going through): " +
        `${key}. Please try again once that request has finished (or use a different key).`,
    },
    false,
  );

export const keyReused = (key: string): StripeRefusal =>
  new StripeRefusal(
    400,
    {
      type: "idempotency_error",
      message:
        "Keys for idempotent requests can only be used with the same parameters they were first used with. " +
        `Try using a key other than '${key}' if you meant to execute a different request.`,
    },
    false,
  );

export const keyElsewhere = (key: string, first: string, now: string): StripeRefusal =>
  new StripeRefusal(
    400,
    {
      type: "idempotency_error",
      message:
        "Keys for idempotent requests can only be used for the same endpoint they were first used for " +
        `('${first}' vs '${now}'). Try using a key other than '${key}' if you meant to execute a different request.`,
    },
    false,
  );

export const objectInUse = (): StripeRefusal =>
  new StripeRefusal(
    429,
    {
      type: "invalid_request_error",
      code: "lock_timeout",
      message:
        "This object cannot be accessed right now because another API request or Stripe process is currently " +
        "accessing it. If you see this error intermittently, retry the request.",
    },
    false,
  );

export const ourFault = (): StripeRefusal =>
  new StripeRefusal(500, { type: "api_error", message: "An unknown error occurred." }, false);
