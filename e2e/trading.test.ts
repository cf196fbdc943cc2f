import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, launchBrowser, type Visitor, visit } from "./support/browser.ts";
import { register, signIn } from "./support/people.ts";
import { type Storefront, startStorefront } from "./support/storefront.ts";

const QUIET_PRODUCT = "/products/outcry-test-runner";
/** Long enough for a loaded machine; what was measured is printed. */
const PATIENCE = { timeout: 15_000 };

describe.skipIf(!chromiumPath)("trading in the storefront", () => {
  let storefront: Storefront;
  let browser: Browser;
  const visitors: Visitor[] = [];
  const newVisitor = async () => {
    const visitor = await visit(browser);
    visitors.push(visitor);
    return visitor;
  };

  beforeAll(async () => {
    storefront = await startStorefront({ OUTCRY_DEMO_TRADERS: "off" });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await storefront?.stop();
  });

  const figure = ({ page }: Visitor, term: string) =>
    page.locator("dt", { hasText: term }).locator("xpath=following-sibling::dd").first();

  async function placeAsk({ page }: Visitor, size: string, dollars: string): Promise<void> {
    await page.goto(`${storefront.url}${QUIET_PRODUCT}?size=${size}`);
    await page.getByRole("button", { name: "Place ask" }).click();
    await page.getByRole("textbox", { name: "Your ask" }).fill(dollars);
    await page.getByRole("button", { name: `Ask $${dollars} for size ${size}` }).click();
    await page.getByText(`Your ask of $${dollars} is in the book`).waitFor(PATIENCE);
  }

  it("moves the price in every browser that looks, when somebody buys in one", async () => {
    const [seller, buyer, watcher] = [await newVisitor(), await newVisitor(), await newVisitor()];
    await signIn(seller.page, storefront.url, "seller@outcry.test");
    await watcher.page.goto(`${storefront.url}${QUIET_PRODUCT}?size=10`);
    expect(await figure(watcher, "Lowest ask").textContent()).toBe("—");

    await placeAsk(seller, "10", "130");
    await figure(watcher, "Lowest ask").getByText("$130").waitFor(PATIENCE);

    await signIn(buyer.page, storefront.url, "buyer@outcry.test");
    await buyer.page.goto(`${storefront.url}${QUIET_PRODUCT}?size=10`);
    await buyer.page.getByRole("button", { name: /^Buy now/ }).click();
    const moved = figure(watcher, "Last sale")
      .getByText("$130")
      .waitFor(PATIENCE)
      .then(() => performance.now());
    const pressed = performance.now();
    await buyer.page.getByRole("dialog").getByRole("button", { name: /\$130/ }).click();
    process.stdout.write(
      `The other browser showed the sale ${Math.round((await moved) - pressed)} ms after the press.\n`,
    );
    await figure(watcher, "Lowest ask").getByText("—").waitFor(PATIENCE);
  });

  it("refuses 24.50, takes a card in place, and accepts a bid of 25 from somebody new", async () => {
    const buyer = await newVisitor();
    await register(buyer.page, storefront.url, "Nia Newcomer");
    await buyer.page.goto(`${storefront.url}${QUIET_PRODUCT}?size=7`);
    await buyer.page.getByRole("button", { name: "Place bid" }).click();
    const sheet = buyer.page.getByRole("dialog");
    await sheet.getByRole("textbox", { name: "Your bid" }).fill("24.50");
    await sheet.getByText("The lowest price here is $25.").waitFor(PATIENCE);
    await sheet.getByRole("textbox", { name: "Your bid" }).fill("25");
    const confirm = sheet.getByRole("button", { name: "Bid $25 for size 7" });
    await sheet.getByRole("button", { name: "Save this card" }).click();
    await confirm.click(PATIENCE);
    await sheet.getByText("Your bid of $25 is in the book").waitFor(PATIENCE);
    await figure(buyer, "Highest bid").getByText("$25").waitFor(PATIENCE);

    await buyer.page.goto(`${storefront.url}/portfolio`);
    await buyer.page.getByText("Test Runner").first().waitFor(PATIENCE);
    await buyer.page
      .getByRole("button", { name: /^Cancel/ })
      .first()
      .click();
  });

  it("carries an order from the sale to the seller's payment", async () => {
    const [seller, buyer] = [await newVisitor(), await newVisitor()];
    await signIn(seller.page, storefront.url, "seller@outcry.test");
    await placeAsk(seller, "11", "88");
    await signIn(buyer.page, storefront.url, "buyer@outcry.test");
    await buyer.page.goto(`${storefront.url}${QUIET_PRODUCT}?size=11`);
    await buyer.page.getByRole("button", { name: /^Buy now/ }).click();
    await buyer.page.getByRole("dialog").getByRole("button", { name: /\$88/ }).click();
    await buyer.page
      .getByText(/You bought/)
      .first()
      .waitFor(PATIENCE);

    await seller.page.goto(`${storefront.url}/orders?as=seller`);
    await seller.page
      .getByRole("link", { name: /Test Runner/ })
      .first()
      .click();
    await seller.page.getByLabel("Carrier").fill("UPS");
    await seller.page.getByLabel("Tracking number").fill("1Z999AA10123456784");
    await seller.page.getByRole("button", { name: "Mark as shipped" }).click();

    await buyer.page.goto(`${storefront.url}/orders`);
    await buyer.page
      .getByRole("link", { name: /Test Runner/ })
      .first()
      .click();
    await buyer.page.getByRole("button", { name: "Confirm that it arrived" }).click(PATIENCE);
    await buyer.page.getByRole("button", { name: "Yes, pay the seller" }).click();
    await buyer.page
      .getByText(/settled|completed/i)
      .first()
      .waitFor(PATIENCE);
  });

  it("never shows a script or a page a token", async () => {
    const buyer = await newVisitor();
    await signIn(buyer.page, storefront.url, "buyer@outcry.test");
    await buyer.page.goto(`${storefront.url}/account`);
    const cookies = await buyer.context.cookies();
    const secrets = cookies.filter(({ httpOnly }) => httpOnly);
    expect(secrets.length).toBeGreaterThanOrEqual(2);
    const [html, visible] = [await buyer.page.content(), await buyer.page.evaluate("document.cookie")];
    for (const { value } of secrets) {
      expect(html).not.toContain(value);
      expect(visible).not.toContain(value);
    }
  });

  it("leaves nothing in anybody's console", () => {
    expect(visitors.flatMap(({ problems }) => problems)).toEqual([]);
  });
});
