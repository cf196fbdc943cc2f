import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { Footer } from "#web/features/shell/footer.tsx";
import { Header } from "#web/features/shell/header.tsx";
import { LiveNotice } from "#web/features/shell/live-notice.tsx";
import { readTheme, THEME_COOKIE } from "#web/features/shell/theme.ts";
import { AlertListener } from "#web/features/watching/alert-listener.tsx";
import { GraphProvider } from "#web/graph/graph-provider.tsx";
import { visitor } from "#web/graph/visitor.ts";
import { ToastProvider } from "#web/ui/toast.tsx";
import "@fontsource-variable/inter/wght.css";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Outcry: the open market for things worth having", template: "%s · Outcry" },
  description:
    "Buy and sell sneakers, watches, bags, cards, consoles and jackets at prices made by bids and asks, in the open.",
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fcfcfd" },
    { media: "(prefers-color-scheme: dark)", color: "#0d1014" },
  ],
};

export default async function RootLayout({ children }: Readonly<{ children: ReactNode }>) {
  const [jar, head, person] = await Promise.all([cookies(), headers(), visitor()]);
  const theme = readTheme(jar.get(THEME_COOKIE)?.value);
  return (
    <html lang="en" {...(theme ? { "data-theme": theme } : {})} suppressHydrationWarning>
      <body className="flex flex-col">
        <GraphProvider socketUrl={head.get("x-socket-url") ?? ""} signedIn={person !== null}>
          <ToastProvider>
            <Header name={person?.name ?? null} />
            <LiveNotice />
            <AlertListener />
            <main id="main" className="flex-1">
              {children}
            </main>
            <Footer />
          </ToastProvider>
        </GraphProvider>
      </body>
    </html>
  );
}
