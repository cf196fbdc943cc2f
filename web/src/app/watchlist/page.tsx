import type { Metadata } from "next";
import { requireVisitor } from "#web/features/session/require-visitor.ts";
import { WatchingPage } from "#web/features/watching/watching-page.tsx";

export const metadata: Metadata = { title: "Watchlist and price alerts" };

export default async function Page() {
  await requireVisitor("/watchlist");
  return (
    <div className="page grid gap-6 pt-8">
      <h1 className="text-display">Watchlist and alerts</h1>
      <WatchingPage />
    </div>
  );
}
