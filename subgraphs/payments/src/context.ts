import type { Money, Result } from "@outcry/kernel";
import type { PageRequest, Refusal, RequestFacts } from "@outcry/service";
import type { Fees, TradeSide } from "./domain/fees.ts";
import type { PaymentMethod } from "./domain/payment-method.ts";
import type { QuotedFees, SellerBalance } from "./domain/views.ts";
import type { LedgerPage, Loaders } from "./loaders.ts";

/** All that a resolver can reach. */
export type Context = RequestFacts &
  Readonly<{
    loaders: Loaders;
    commands: Readonly<{
      savePaymentMethod(request: { userId: string; token: string }): Promise<Result<PaymentMethod, Refusal>>;
      removePaymentMethod(request: {
        userId: string;
        paymentMethodId: string;
      }): Promise<Result<string, Refusal>>;
    }>;
    previewFees(request: { variantId: string; price: Money; side: TradeSide }): Promise<Fees | null>;
    /** Of the viewer. */
    paymentMethods(): Promise<PaymentMethod[]>;
    sellerBalance(): Promise<SellerBalance[]>;
    ledgerEntries(page: PageRequest, orderId: string | null): Promise<LedgerPage>;
    quotedFees(orderIds: readonly string[]): Promise<QuotedFees[]>;
    peopleWithMethods(userIds: readonly string[]): Promise<Set<string>>;
  }>;
