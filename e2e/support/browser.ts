import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Set by `npm test` to the Chromium it found; browser tests are skipped without one. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? null;

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--no-first-run",
  "--disable-quic",
];

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath ?? "", args: ARGUMENTS });

export type Visitor = { page: Page; context: BrowserContext; problems: string[] };

/** A person with a browser of their own. `problems` collects what a careful person would see in the console. */
export async function visit(
  browser: Browser,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    locale: "en-US",
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  return { page, context, problems };
}
