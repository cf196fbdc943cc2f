import { type Browser, type BrowserContext, chromium, type Page, type WebSocketRoute } from "playwright-core";

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

/** A page whose socket can be cut, and stays cut until it is mended. */
export async function cuttableLine(page: Page): Promise<{ cut(): Promise<void>; mend(): void }> {
  const sockets: WebSocketRoute[] = [];
  let isCut = false;
  await page.routeWebSocket(/graphql/, async (socket) => {
    if (isCut) return socket.close({ code: 3000 });
    socket.connectToServer();
    sockets.push(socket);
  });
  return {
    async cut() {
      isCut = true;
      for (const socket of sockets.splice(0)) await socket.close({ code: 3000 });
    },
    mend() {
      isCut = false;
    },
  };
}
