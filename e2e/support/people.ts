import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";

/** Fills and sends the form that asks who somebody is. */
export async function enterCredentials(page: Page, email: string, password = "outcry-demo"): Promise<void> {
  await page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Signs in through the form, as one of the demo's people unless somebody else is named. */
export async function signIn(
  page: Page,
  url: string,
  email: string,
  password = "outcry-demo",
): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await enterCredentials(page, email, password);
  await page.waitForURL((now) => !now.pathname.startsWith("/sign-in"));
}

/** Opens a new account through the form. Returns its address. */
export async function register(page: Page, url: string, displayName: string): Promise<string> {
  const email = `${randomUUID()}@outcry.test`;
  await page.goto(`${url}/register`);
  await page.getByRole("textbox", { name: "Name others see" }).fill(displayName);
  await page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await page.getByRole("textbox", { name: "Password" }).fill("a long enough password");
  await page.getByRole("button", { name: "Open account" }).click();
  await page.waitForURL((now) => !now.pathname.startsWith("/register"));
  return email;
}
