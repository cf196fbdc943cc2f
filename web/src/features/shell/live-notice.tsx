"use client";

import { WifiOff } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useLiveState } from "#web/graph/live-state.ts";

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
};

/** Says when prices on the page have stopped moving because of the line, and not because of the market. */
export function LiveNotice() {
  const live = useLiveState();
  const online = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
  const words = !online
    ? "You are offline. What you typed is kept; prices are as they were."
    : live === "reconnecting" || live === "offline"
      ? "Reconnecting… prices may be behind."
      : null;
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 top-2 z-50 grid justify-items-center px-4"
    >
      {words && (
        <p className="rise inline-flex items-center gap-2 rounded-full bg-ink px-4 py-2 text-small font-semibold text-paper shadow-[var(--lift)]">
          <WifiOff aria-hidden="true" className="size-4" />
          {words}
        </p>
      )}
    </div>
  );
}
