import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, cuttableLine, launchBrowser, type Visitor, visit } from "./support/browser.ts";
import { anonymous, cancel, type GraphPerson, newcomerAt, personAt, place } from "./support/graph.ts";
import { bookAndLadder, ladderOf } from "./support/ladder.ts";
import { enterCredentials, signIn } from "./support/people.ts";
import { type Storefront, startStorefront } from "./support/storefront.ts";

const SLUG = "outcry-test-runner";
/** Long enough for a loaded machine. */
const PATIENCE = { timeout: 20_000 };

describe.skipIf(!chromiumPath)("the market in the storefront", () => {
  let storefront: Storefront;
  let browser: Browser;
  let other: GraphPerson;
  let seller: GraphPerson;
  let buyer: GraphPerson;
  let sizes: Map<string, string>;
  const visitors: Visitor[] = [];
  const newVisitor = async (email: string | null = null): Promise<Page> => {
    const visitor = await visit(browser);
    visitors.push(visitor);
    if (email) await signIn(visitor.page, storefront.url, email);
    return visitor.page;
  };
  const variant = (size: string): string => sizes.get(size) ?? "";
  const open = (page: Page, size: string) => page.goto(`${storefront.url}/products/${SLUG}?size=${size}`);

  beforeAll(async () => {
    storefront = await startStorefront({ OUTCRY_DEMO_TRADERS: "off" });
    browser = await launchBrowser();
    const { graphUrl } = storefront;
    const { product } = await anonymous(graphUrl).ask<{
      product: { variants: { id: string; size: string }[] };
    }>("query ($slug: String!) { product(slug: $slug) { variants { id size } } }", { slug: SLUG });
    sizes = new Map(product.variants.map(({ id, size }) => [size, id]));
    other = await newcomerAt(graphUrl);
    seller = await personAt(graphUrl, "seller@outcry.test");
    buyer = await personAt(graphUrl, "buyer@outcry.test");
  });
  afterAll(async () => {
    await browser?.close();
    await storefront?.stop();
  });

  it("moves the price of every size in the grid, not only of the chosen one", async () => {
    const page = await newVisitor();
    await open(page, "8");
    const cell = (name: RegExp) => page.getByRole("radio", { name }).waitFor(PATIENCE);
    await cell(/^9 ?Bid$/);
    const ask = await place(seller, "ask", variant("9"), 131);
    await cell(/^9 ?\$131$/);
    await place(seller, "ask", variant("9"), 129);
    await cell(/^9 ?\$129$/);
    await cancel(seller, "ask", ask);
    expect(await page.getByRole("radio", { name: /^8(?!\.)/ }).getAttribute("aria-checked")).toBe("true");
  });

  it("adds the book's changes up to the book, also after the line was down", async () => {
    const page = await newVisitor();
    const line = await cuttableLine(page);
    await open(page, "10");
    const agrees = () =>
      expect.poll(() => bookAndLadder(storefront.graphUrl, variant("10"), page), PATIENCE).toBe("agree");
    const [first, second] = [
      await place(other, "bid", variant("10"), 60, 2),
      await place(other, "bid", variant("10"), 55, 3),
    ];
    await place(other, "bid", variant("10"), 60);
    await place(seller, "ask", variant("10"), 90, 4);
    await place(seller, "ask", variant("10"), 101);
    await agrees();
    expect((await ladderOf(page)).bids.map(({ total }) => total)).toEqual([3, 6]);
    await cancel(other, "bid", first);
    await agrees();
    await line.cut();
    await page.getByText("Reconnecting").waitFor(PATIENCE);
    await cancel(other, "bid", second);
    await place(other, "bid", variant("10"), 58, 5);
    line.mend();
    await agrees();
    await page.getByText("Reconnecting").waitFor({ state: "hidden", ...PATIENCE });
  });

  it("changes a bid where it stands, and says what becomes of its place before it is saved", async () => {
    await place(other, "bid", variant("11"), 60);
    await place(buyer, "bid", variant("11"), 50, 3);
    const page = await newVisitor("buyer@outcry.test");
    await open(page, "11");
    const mine = page.getByRole("region", { name: "Your orders in this market" });
    const place11 = (words: string) => mine.getByTestId("place").getByText(words).waitFor(PATIENCE);
    await place11("2nd of 4 in line");

    await page.getByRole("button", { name: "Edit bid of $50" }).click();
    const pieces = page.getByRole("textbox", { name: "Open pieces" });
    const price = page.getByRole("textbox", { name: "Price, $" });
    await pieces.fill("2");
    await page.getByText("It keeps its place").waitFor(PATIENCE);
    await page.getByRole("button", { name: "Save bid of $50" }).click();
    await place11("2nd of 3 in line");

    // A better price comes after those who were at it.
    await page.getByRole("button", { name: "Edit bid of $50" }).click();
    await price.fill("20");
    await page.getByText("The lowest price here is $25.").waitFor(PATIENCE);
    expect(await page.getByRole("button", { name: "Save bid" }).isDisabled()).toBe(true);
    await price.fill("60");
    await page.getByText("in line, after those at this price").waitFor(PATIENCE);
    await price.press("ArrowUp");
    await page.getByText("1st of 3").waitFor(PATIENCE);
    await price.press("ArrowDown");
    await price.press("Enter");
    await page.getByRole("button", { name: "Edit bid of $60" }).waitFor(PATIENCE);
    await place11("2nd of 3 in line");
    await page.getByTestId("order-book").getByText("2 yours").waitFor(PATIENCE);

    // Somebody goes before it: the place moves without a reload, here and in the portfolio.
    await place(other, "bid", variant("11"), 70);
    await place11("3rd of 4 in line");
    await page.goto(`${storefront.url}/portfolio`);
    const row = page.getByRole("row").filter({ hasText: "$60" });
    await row.getByText("3rd of 4 in line").waitFor(PATIENCE);
    await place(other, "bid", variant("11"), 71);
    await row.getByText("4th of 5 in line").waitFor(PATIENCE);

    await page.getByRole("button", { name: "Edit bid of $60" }).click();
    await price.press("Escape");
    await price.waitFor({ state: "hidden" });
    expect(await page.evaluate("document.activeElement?.getAttribute('aria-label')")).toBe("Edit bid of $60");
    await page.getByRole("button", { name: "Cancel bid of $60" }).click();
    await page.getByRole("button", { name: "Cancel bid", exact: true }).click();
    await page.getByText("Your bid of $60 is out of the book.", { exact: true }).waitFor(PATIENCE);
    await row.waitFor({ state: "hidden" });
  });

  it("tells of a price alert as it is reached, on whatever page is open", async () => {
    const page = await newVisitor("buyer@outcry.test");
    await open(page, "12");
    await page.getByRole("button", { name: "Set price alert" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("textbox", { name: "Falls to" }).fill("70");
    await sheet.getByRole("button", { name: "Tell me at $70" }).click();
    await sheet.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "1 price alert" }).waitFor(PATIENCE);

    await page.goto(storefront.url);
    await place(seller, "ask", variant("12"), 71);
    await place(seller, "ask", variant("12"), 69);
    await page.getByText("Test Runner, size 12: somebody asks $69.", { exact: true }).waitFor(PATIENCE);
    await page.getByRole("link", { name: "See the market" }).click();
    await page.waitForURL((now) => now.pathname.endsWith(SLUG) && now.searchParams.get("size") === "12");

    await page.goto(`${storefront.url}/watchlist?show=alerts`);
    await page.getByText("at $69").waitFor(PATIENCE);
    await page.getByRole("button", { name: /^Remove alert: Ask of \$70 or less/ }).click();
    await page.getByText("You wait for no price").waitFor(PATIENCE);
  });

  it("tells of an alert that was reached while the line was down, once it is back", async () => {
    const page = await newVisitor("buyer@outcry.test");
    const line = await cuttableLine(page);
    await open(page, "8.5");
    await page.getByRole("button", { name: "Set price alert" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("radio", { name: /Price rises/ }).check();
    await sheet.getByRole("textbox", { name: "Rises to" }).fill("80");
    await sheet.getByRole("button", { name: "Tell me at $80" }).click();
    await page.getByRole("button", { name: "1 price alert" }).waitFor(PATIENCE);
    await line.cut();
    await page.getByText("Reconnecting").waitFor(PATIENCE);
    await place(other, "bid", variant("8.5"), 82);
    const reached = async () => {
      const { viewer } = await buyer.ask<{
        viewer: { priceAlerts: { nodes: { triggeredAt: string | null }[] } };
      }>("{ viewer { priceAlerts(first: 1) { nodes { triggeredAt } } } }");
      return viewer.priceAlerts.nodes[0]?.triggeredAt ?? null;
    };
    await expect.poll(reached, PATIENCE).not.toBeNull();
    line.mend();
    await page.getByText("Test Runner, size 8.5: somebody bids $82.", { exact: true }).waitFor(PATIENCE);
  });

  it("keeps a watchlist with its prices as they move", async () => {
    // Somebody who is not signed in is sent to sign in, and comes back to the same size.
    const page = await newVisitor();
    await open(page, "8");
    await page.getByRole("link", { name: "Watch", exact: true }).click();
    await page.waitForURL((now) => now.pathname === "/sign-in");
    await enterCredentials(page, "buyer@outcry.test");
    await page.waitForURL((now) => now.pathname.endsWith(SLUG) && now.searchParams.get("size") === "8");
    await page.getByRole("button", { name: "Watch", exact: true }).click();
    await page.getByRole("link", { name: "See the watchlist" }).click();
    const item = page.getByRole("main").getByRole("listitem").filter({ hasText: "Size 8" });
    await item.getByText("Lowest ask").waitFor(PATIENCE);
    await place(seller, "ask", variant("8"), 222);
    await item.getByText("$222").waitFor(PATIENCE);
    await item.getByRole("button", { name: /^Stop watching Test Runner/ }).click();
    await item.waitFor({ state: "hidden", ...PATIENCE });
  });

  it("shows on the home page what moved furthest", async () => {
    const page = await newVisitor();
    await page.goto(storefront.url);
    const movers = page.getByRole("region", { name: "Movers" }).getByRole("link");
    await movers.first().waitFor(PATIENCE);
    for (const text of await movers.allInnerTexts()) expect(text).toMatch(/\$[\d,.]+\s*\(\d+\.\d%\)/);
  });

  it("says that a market is halted, takes nothing new meanwhile, and says when it goes on", async () => {
    const admin = await personAt(storefront.graphUrl, "admin@outcry.test");
    const turn = (name: "haltMarket" | "resumeMarket", type: string) =>
      admin.ask(`mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { message } } }`, {
        input: { variantId: variant("7"), reason: "A test" },
      });
    const page = await newVisitor();
    await open(page, "7");
    const bid = page.getByRole("button", { name: "Place bid" });
    const note = page.getByText("Trading in this size is halted");
    await bid.click({ trial: true });
    await turn("haltMarket", "HaltMarketInput");
    await note.waitFor(PATIENCE);
    await page.getByRole("radio", { name: /^7 ?Halted$/ }).waitFor(PATIENCE);
    expect(await bid.isDisabled()).toBe(true);
    await turn("resumeMarket", "ResumeMarketInput");
    await note.waitFor({ state: "hidden", ...PATIENCE });
    await bid.click({ trial: true });
  });

  it("tells the innocent side of a trade that was called off, and where their ask is", async () => {
    const page = await newVisitor("seller@outcry.test");
    await open(page, "9.5");
    await place(seller, "ask", variant("9.5"), 77);
    const penniless = await newcomerAt(storefront.graphUrl, "pm_card_chargeCustomerFail");
    await place(penniless, "bid", variant("9.5"), 77);
    const told = page.getByRole("region", { name: "Called off" });
    await told.getByText("Your sale at $77 was called off").waitFor(PATIENCE);
    await told.getByText("It was not your fault").waitFor(PATIENCE);
    await told.getByText("back in the book, at the place in time it first had").waitFor(PATIENCE);
    await page.getByTestId("tape").getByText("called off").waitFor(PATIENCE);
    await page.getByRole("button", { name: "Edit ask of $77" }).waitFor(PATIENCE);
    await page.goto(`${storefront.url}/portfolio`);
    await told.getByText("Your sale at $77 was called off").waitFor(PATIENCE);
  });

  it("leaves nothing in anybody's console", () => {
    expect(visitors.flatMap(({ problems }) => problems)).toEqual([]);
  });
});
