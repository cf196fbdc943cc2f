import type { Metadata } from "next";
import { PortfolioPage } from "#web/features/portfolio/portfolio-page.tsx";
import { requireVisitor } from "#web/features/session/require-visitor.ts";

export const metadata: Metadata = { title: "Bids and asks" };

export default async function Page() {
  await requireVisitor("/portfolio");
  return (
    <div className="page grid gap-6 pt-8">
      <h1 className="text-display">Bids and asks</h1>
      <PortfolioPage />
    </div>
  );
}
