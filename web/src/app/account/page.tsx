import type { Metadata } from "next";
import { AccountPage } from "#web/features/account/account-page.tsx";
import { requireVisitor } from "#web/features/session/require-visitor.ts";

export const metadata: Metadata = { title: "Account" };

export default async function Page() {
  const { name } = await requireVisitor("/account");
  return (
    <div className="page grid gap-6 pt-8">
      <h1 className="text-display">{name}</h1>
      <AccountPage />
    </div>
  );
}
