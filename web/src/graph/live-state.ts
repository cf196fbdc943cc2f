"use client";

import { useSyncExternalStore } from "react";

/** How the page hears of prices: `idle` when nothing on it needs to. */
export type LiveState = "idle" | "live" | "reconnecting" | "offline";

let state: LiveState = "idle";
const listeners = new Set<() => void>();

export function setLiveState(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useLiveState = (): LiveState =>
  useSyncExternalStore(
    subscribe,
    () => state,
    () => "idle",
  );
