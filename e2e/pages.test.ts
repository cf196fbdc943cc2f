import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, launchBrowser, visit } from "./support/browser.ts";
import { signIn } from "./support/people.ts";
import { type Storefront, startStorefront } from "./support/storefront.ts";

const PUBLIC = [
  "/",
  "/search?q=runner",
  "/categories/sneakers",
  "/products/outcry-test-runner",
  "/sign-in",
  "/register",
  "/gallery",
];
const PRIVATE = ["/account", "/portfolio", "/watchlist", "/orders"];
const WIDTHS = [360, 768, 1280, 1920];

describe.skipIf(!chromiumPath)("every page", () => {
  let storefront: Storefront;
  let browser: Browser;
  beforeAll(async () => {
    storefront = await startStorefront({ OUTCRY_DEMO_TRADERS: "off" });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await storefront?.stop();
  });

  const widerThanScreen = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

  it.each(["light", "dark"] as const)("fits every width without complaint, %s", async (colorScheme) => {
    const visitor = await visit(browser, { colorScheme });
    for (const path of PUBLIC) {
      for (const width of WIDTHS) {
        await visitor.page.setViewportSize({ width, height: 900 });
        await visitor.page.goto(`${storefront.url}${path}`);
        expect(await visitor.page.evaluate(widerThanScreen), `${path} at ${width}`).toBeLessThanOrEqual(0);
        // While a page streams in, its skeleton and its content are both there for a moment.
        const headings = () => visitor.page.locator("h1").count();
        await expect.poll(headings, { message: `${path} has one heading`, timeout: 10_000 }).toBe(1);
      }
    }
    expect(visitor.problems).toEqual([]);
  });

  it("shows what is somebody's to them alone", async () => {
    const visitor = await visit(browser, { viewport: { width: 360, height: 800 } });
    for (const path of PRIVATE) {
      await visitor.page.goto(`${storefront.url}${path}`);
      await visitor.page.waitForURL((now) => now.pathname === "/sign-in");
    }
    await signIn(visitor.page, storefront.url, "buyer@outcry.test");
    for (const path of PRIVATE) {
      await visitor.page.goto(`${storefront.url}${path}`);
      expect(new URL(visitor.page.url()).pathname).toBe(path);
      expect(await visitor.page.evaluate(widerThanScreen), path).toBeLessThanOrEqual(0);
    }
    expect(visitor.problems).toEqual([]);
  });

  it("names every control, for those who hear pages", async () => {
    const visitor = await visit(browser);
    await signIn(visitor.page, storefront.url, "seller@outcry.test");
    for (const path of [...PUBLIC.slice(0, 4), ...PRIVATE, "/watchlist?show=alerts"]) {
      await visitor.page.goto(`${storefront.url}${path}`);
      await visitor.page.locator("main h1").first().waitFor();
      const controls = visitor.page.locator(
        "button:visible, a:visible, input:visible, select:visible, [role=radio]:visible",
      );
      const named = await visitor.page.locator("body").ariaSnapshot();
      expect(await controls.count(), path).toBeGreaterThan(5);
      // The snapshot writes a control without a name as its role alone.
      expect(named, path).not.toMatch(
        /^\s*- (button|link|textbox|combobox|radio|slider)( \[[^\]]*\])*:?\s*$/m,
      );
    }
  });

  it("can be traded on with the keyboard alone", async () => {
    const { page } = await visit(browser);
    await page.goto(`${storefront.url}/products/outcry-test-runner?size=8`);
    await page.getByRole("button", { name: "Place bid" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(await page.evaluate("document.activeElement?.textContent")).toContain("Place bid");
  });

  it("answers an unknown address with a page that leads on", async () => {
    const { page } = await visit(browser);
    const response = await page.goto(`${storefront.url}/products/no-such-thing`);
    expect(response?.status()).toBe(404);
    await page.getByRole("link", { name: "Go home" }).waitFor();
  });
});
