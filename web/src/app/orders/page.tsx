import type { Metadata } from "next";
import { OrdersPage } from "#web/features/orders/orders-page.tsx";
import { requireVisitor } from "#web/features/session/require-visitor.ts";

export const metadata: Metadata = { title: "Orders" };

type Props = Readonly<{ searchParams: Promise<Record<string, string | string[] | undefined>> }>;

export default async function Page({ searchParams }: Props) {
  const { as: side } = await searchParams;
  await requireVisitor(side === "seller" ? "/orders?as=seller" : "/orders");
  return (
    <div className="page grid gap-4 pt-8">
      <h1 className="text-display">Orders</h1>
      <OrdersPage />
    </div>
  );
}
