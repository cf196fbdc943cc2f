import type { Metadata } from "next";
import { SessionPage } from "#web/features/session/session-page.tsx";

export const metadata: Metadata = { title: "Sign in", robots: { index: false } };

type Props = Readonly<{ searchParams: Promise<Record<string, string | string[] | undefined>> }>;

export default function Page({ searchParams }: Props) {
  return <SessionPage kind="sign-in" searchParams={searchParams} />;
}
