export type Theme = "light" | "dark";

export const THEME_COOKIE = "outcry-theme";

/** The theme a person chose; null leaves it to their system. */
export const readTheme = (value: string | undefined): Theme | null =>
  value === "light" || value === "dark" ? value : null;
