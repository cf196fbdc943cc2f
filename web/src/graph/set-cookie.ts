import type { NextResponse } from "next/server";
import type { CookieSettings } from "./session-cookies.ts";

export const setCookie = (
  answer: NextResponse,
  [name, value, settings]: readonly [string, string, CookieSettings],
): void => {
  answer.cookies.set(name, value, settings);
};
