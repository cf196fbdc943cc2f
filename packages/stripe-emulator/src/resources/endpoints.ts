import type { Endpoint } from "../http/endpoint.ts";
import { accountEndpoints } from "./accounts.ts";
import { balanceEndpoints } from "./balance.ts";
import { chargeEndpoints } from "./charges.ts";
import { checkoutEndpoints } from "./checkout-sessions.ts";
import { customerEndpoints } from "./customers.ts";
import { disputeEndpoints } from "./disputes.ts";
import { eventEndpoints } from "./events.ts";
import { paymentIntentEndpoints } from "./payment-intents.ts";
import { paymentMethodEndpoints } from "./payment-methods.ts";
import { payoutEndpoints } from "./payouts.ts";
import { refundEndpoints } from "./refunds.ts";
import { setupIntentEndpoints } from "./setup-intents.ts";
import { transferEndpoints } from "./transfers.ts";

/** Everything of Stripe's API that the emulator answers. */
export const stripeEndpoints: Endpoint[] = [
  ...accountEndpoints,
  ...balanceEndpoints,
  ...chargeEndpoints,
  ...checkoutEndpoints,
  ...customerEndpoints,
  ...disputeEndpoints,
  ...eventEndpoints,
  ...paymentIntentEndpoints,
  ...paymentMethodEndpoints,
  ...payoutEndpoints,
  ...refundEndpoints,
  ...setupIntentEndpoints,
  ...transferEndpoints,
];
