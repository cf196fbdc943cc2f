"use client";

import { useCallback, useEffect, useRef } from "react";

/** Calls at most once in so many milliseconds, the last time included: bursts of news cost one question. */
export function useThrottled(perform: () => void, milliseconds: number): () => void {
  const latest = useRef(perform);
  latest.current = perform;
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
    },
    [],
  );
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      latest.current();
    }, milliseconds);
  }, [milliseconds]);
}
