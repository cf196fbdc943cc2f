/** So many are kept before the idle among them are looked for. */
const KEPT_MIN = 1_000;

/**
 * One value for each key that is busy, made when it is first asked for. Those that became idle are forgotten many at once, so that there
 * are never more than a thousand or twice as many as were busy; until then an idle one is used again.
 *
 * Not each as it becomes idle: a Map that is added to and deleted from all the time moves to a new table every few dozen times, and
 * V8 lets each old table point to the next, for those who iterate. Once one of them has grown old, young collections keep every table
 * after it, with all that was in it, until the next full one.
 */
export function makeBusy<Value>(
  make: () => Value,
  isIdle: (value: Value) => boolean,
): (key: string) => Value {
  const kept = new Map<string, Value>();
  let most = KEPT_MIN;

  function forgetIdle(): void {
    for (const [key, value] of kept) if (isIdle(value)) kept.delete(key);
    most = Math.max(KEPT_MIN, kept.size * 2);
  }

  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= most) forgetIdle();
    const made = make();
    kept.set(key, made);
    return made;
  };
}
