import { isCurrency, MILLISECONDS, money } from "@outcry/kernel";
import type { Logger, ServiceClient } from "@outcry/service";
import { z } from "zod";
import type { VariantCopy } from "../store/copies.ts";

const ASK_MILLISECONDS_MAX = MILLISECONDS.second / 2;

const PAYMENT_METHODS = `query PaymentMethodsOnFile($userIds: [ID!]!) {
  paymentMethodsOnFile(userIds: $userIds) { userId onFile } }`;
const VARIANTS = `query TradableVariants($ids: [ID!]!) { tradableVariants(ids: $ids) {
  variantId productId productName size categorySlug retailPrice { amount currencyCode } releaseDate tradable
  authenticationRequired } }`;

const paymentMethods = z.object({
  paymentMethodsOnFile: z.array(z.object({ userId: z.string(), onFile: z.boolean() })),
});
const variants = z.object({
  tradableVariants: z.array(
    z.object({
      variantId: z.uuid(),
      productId: z.uuid(),
      productName: z.string(),
      size: z.string().nullable(),
      categorySlug: z.string(),
      retailPrice: z.object({ amount: z.string(), currencyCode: z.string() }).nullable(),
      releaseDate: z.string().nullable(),
      tradable: z.boolean(),
      authenticationRequired: z.boolean(),
    }),
  ),
});

/** The owners of what we keep copies of, asked once before anything is refused over something that is absent here. */
export type Owners = Readonly<{
  /** Whether payments knows of a payment method; undefined when it did not answer. */
  hasPaymentMethod(userId: string): Promise<boolean | undefined>;
  /** A variant as catalog knows it; null when it knows none, undefined when it did not answer. */
  variant(variantId: string): Promise<VariantCopy | null | undefined>;
  close(): Promise<void>;
}>;

const readPrice = (price: { amount: string; currencyCode: string } | null) => {
  if (!price || !isCurrency(price.currencyCode)) return null;
  return money(BigInt(price.amount.replace(".", "")), price.currencyCode);
};

export function makeOwners(
  services: (audience: "payments" | "catalog") => ServiceClient,
  logger: Logger,
): Owners {
  const timeoutMilliseconds = ASK_MILLISECONDS_MAX;
  /** A client keeps its connections, so there is one for each owner, made when it is first needed. */
  const clients = new Map<string, ServiceClient>();
  const clientOf = (audience: "payments" | "catalog"): ServiceClient => {
    const client = clients.get(audience) ?? services(audience);
    clients.set(audience, client);
    return client;
  };
  const ask = async <Answer>(
    audience: "payments" | "catalog",
    work: (client: ServiceClient) => Promise<Answer>,
  ) => {
    try {
      return await work(clientOf(audience));
    } catch (error) {
      logger.warn({ err: error, audience }, "An owner did not answer; our own copy decides.");
      return undefined;
    }
  };
  return {
    hasPaymentMethod: (userId) =>
      ask("payments", async (client) => {
        const answer = await client.ask(PAYMENT_METHODS, { userIds: [userId] }, { timeoutMilliseconds });
        return paymentMethods
          .parse(answer)
          .paymentMethodsOnFile.some((person) => person.userId === userId && person.onFile);
      }),
    variant: (variantId) =>
      ask("catalog", async (client) => {
        const answer = await client.ask(VARIANTS, { ids: [variantId] }, { timeoutMilliseconds });
        const found = variants.parse(answer).tradableVariants.find((it) => it.variantId === variantId);
        return found ? { ...found, retailPrice: readPrice(found.retailPrice) } : null;
      }),
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}
