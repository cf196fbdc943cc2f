import type { Metadata } from "next";
import { OrderPage } from "#web/features/orders/order-page.tsx";
import { requireVisitor } from "#web/features/session/require-visitor.ts";
import { OrderPageDocument } from "#web/graph/__generated__/graphql.ts";
import { ask } from "#web/graph/ask.ts";

export const metadata: Metadata = { title: "Order" };

type Props = Readonly<{ params: Promise<{ id: string }> }>;

export default async function Page({ params }: Props) {
  const { id } = await params;
  const { token } = await requireVisitor(`/orders/${encodeURIComponent(id)}`);
  const { data, faults } = await ask(OrderPageDocument, { id }, token);
  return (
    <div className="page pt-8">
      <OrderPage id={id} initial={faults.length === 0 ? data : null} />
    </div>
  );
}
