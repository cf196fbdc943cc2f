"use client";

import { useQuery } from "@apollo/client/react";
import type { ReactNode } from "react";
import { faultIn } from "#web/features/market/use-market.ts";
import { SignedOutNote } from "#web/features/session/signed-out-note.tsx";
import { AccountDocument, type AccountQuery } from "#web/graph/__generated__/graphql.ts";
import { Badge } from "#web/ui/badge.tsx";
import { Button } from "#web/ui/button.tsx";
import { ErrorNote } from "#web/ui/notes.tsx";
import { Price } from "#web/ui/price.tsx";
import { Loading, Skeleton } from "#web/ui/skeleton.tsx";
import { Addresses } from "./addresses.tsx";
import { Cards } from "./cards.tsx";
import { ProfileForm } from "./profile-form.tsx";
import { TradingRecord } from "./trading-record.tsx";

export type Viewer = NonNullable<AccountQuery["viewer"]>;

const Section = ({ title, children }: Readonly<{ title: string; children: ReactNode }>) => (
  <section className="grid content-start gap-4 border-t border-grey-3 pt-5">
    <h2 className="text-title">{title}</h2>
    {children}
  </section>
);

const AccountSkeleton = () => (
  <div className="grid gap-x-12 gap-y-10 md:grid-cols-2">
    <Loading what="your account" />
    {[0, 1, 2, 3].map((place) => (
      <Skeleton key={place} className="h-48 rounded-base" />
    ))}
  </div>
);

function Selling({ viewer }: Readonly<{ viewer: Viewer }>) {
  const [balance] = viewer.sellerBalance ?? [];
  const isVerified = viewer.sellerVerification.state === "VERIFIED";
  return (
    <>
      <dl className="grid grid-cols-2 gap-4">
        <div>
          <dt className="label">Held until delivery</dt>
          <dd className="text-title font-bold">
            <Price money={balance?.pending} none="$0" />
          </dd>
        </div>
        <div>
          <dt className="label">Paid out to you</dt>
          <dd className="text-title font-bold">
            <Price money={balance?.available} none="$0" />
          </dd>
        </div>
      </dl>
      <p className="text-grey-7">
        <Badge tone={isVerified ? "bid" : "plain"}>{isVerified ? "Verified" : "Not verified"}</Badge>{" "}
        {isVerified
          ? "You have no caps on open orders."
          : "You can have 200 open orders and $10,000 of open asks. Our support staff verifies sellers and lifts the caps."}
      </p>
    </>
  );
}

/** Who the person is here, what pays, where parcels go, what they earned. */
export function AccountPage() {
  const { data, error, loading, refetch } = useQuery(AccountDocument, { fetchPolicy: "cache-and-network" });
  const viewer = data?.viewer;
  const fault = viewer ? null : faultIn(error);
  if (fault)
    return (
      <ErrorNote
        fault={fault}
        action={
          <Button look="outline" size="small" onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  if (!viewer) return loading ? <AccountSkeleton /> : <SignedOutNote />;
  return (
    <div className="grid gap-x-12 gap-y-10 md:grid-cols-2">
      <Section title="Profile">
        <ProfileForm viewer={viewer} />
      </Section>
      <Section title="Cards">
        <Cards viewer={viewer} />
      </Section>
      <Section title="Addresses">
        <Addresses viewer={viewer} />
      </Section>
      <Section title="Selling">
        <Selling viewer={viewer} />
      </Section>
      <Section title="Trading record">
        <TradingRecord viewer={viewer} />
      </Section>
    </div>
  );
}
