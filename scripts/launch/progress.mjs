const HEARTBEAT_MILLISECONDS = 15_000;

export const secondsSince = (started) => `${((performance.now() - started) / 1_000).toFixed(1)} s`;

/** Says what is being done, that it is still being done, and how long it took. */
export async function step(title, work) {
  const started = performance.now();
  console.log(`  … ${title}`);
  const heartbeat = setInterval(
    () => console.log(`  … ${title}: ${secondsSince(started)} so far`),
    HEARTBEAT_MILLISECONDS,
  );
  try {
    const value = await work();
    console.log(`  ✓ ${title} (${secondsSince(started)})`);
    return value;
  } finally {
    clearInterval(heartbeat);
  }
}
