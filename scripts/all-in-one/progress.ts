/** Says what is being done, and how long it took. */
export async function step<Value>(title: string, work: () => Promise<Value>): Promise<Value> {
  const started = performance.now();
  process.stdout.write(`  … ${title}\n`);
  const value = await work();
  process.stdout.write(`  ✓ ${title} (${((performance.now() - started) / 1_000).toFixed(1)} s)\n`);
  return value;
}
