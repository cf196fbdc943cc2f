/** Waiting that can be cut short, where a ring that came too early is not forgotten. */
export function makeWakeUp() {
  let rung = false;
  let ended = false;
  let wake: (() => void) | undefined;
  let endPause: (() => void) | undefined;

  const sleep = (milliseconds: number, keep: (end: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      keep(() => {
        clearTimeout(timer);
        resolve();
      });
    });

  return {
    ring: (): void => {
      rung = true;
      wake?.();
    },
    /** Until the next ring, or the time is up; at once when there was a ring since the last wait. */
    wait: async (milliseconds: number): Promise<void> => {
      if (!rung && !ended) await sleep(milliseconds, (end) => (wake = end));
      wake = undefined;
      rung = false;
    },
    /** Until the time is up, rings or no rings. */
    pause: async (milliseconds: number): Promise<void> => {
      if (!ended) await sleep(milliseconds, (end) => (endPause = end));
      endPause = undefined;
    },
    /** Ends every wait, now and later. */
    end: (): void => {
      ended = true;
      wake?.();
      endPause?.();
    },
  };
}
