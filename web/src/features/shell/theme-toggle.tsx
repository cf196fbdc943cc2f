"use client";

import { Moon, Sun } from "lucide-react";
import { THEME_COOKIE, type Theme } from "./theme.ts";

const KEPT_SECONDS = 365 * 24 * 60 * 60;

const shown = (): Theme => {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
};

function toggle(): void {
  const next: Theme = shown() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari.
  document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${KEPT_SECONDS}; samesite=lax`;
  window.dispatchEvent(new Event("outcry-theme"));
}

/** Light or dark. Which of the two icons is seen is the style sheet's matter, so it is right before scripts arrive. */
export function ThemeToggle() {
  return (
    <button
      type="button"
      aria-label="Change between light and dark"
      onClick={toggle}
      className="grid size-11 place-items-center rounded-base text-grey-7 hover:bg-grey-2 hover:text-ink"
    >
      <Sun aria-hidden="true" className="only-dark size-5" />
      <Moon aria-hidden="true" className="only-light size-5" />
    </button>
  );
}
