import type { Metadata } from "next";
import { SessionPage } from "#web/features/session/session-page.tsx";

export const metadata: Metadata = { title: "Open an account", robots: { index: false } };

type Props = Readonly<{ searchParams: Promise<Record<string, string | string[] | undefined>> }>;

export default function Page({ searchParams }: Props) {
  return <SessionPage kind="register" searchParams={searchParams} />;
}
