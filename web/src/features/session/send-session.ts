"use client";

import { faultOf } from "#web/graph/fault.ts";
import type { SessionAnswer, SessionRequest } from "./credentials.ts";

/** Sends a request to this site's `/session`. A lost network is a problem in words, not an exception. */
export async function sendSession(request: SessionRequest): Promise<SessionAnswer> {
  try {
    const response = await fetch("/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
    });
    return (await response.json()) as SessionAnswer;
  } catch {
    const { message } = faultOf(navigator.onLine ? "UNREACHABLE" : "OFFLINE");
    return { ok: false, problems: [{ field: null, message }] };
  }
}

/** Ends the session here and at the router, and begins anew at home: nothing of the person stays on the page. */
export async function signOut(): Promise<void> {
  await sendSession({ action: "sign-out" });
  window.location.assign("/");
}
