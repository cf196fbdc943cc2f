/** A stop that takes longer is forced: whoever started us would end us anyway, and less politely. */
const STOP_MILLISECONDS_MAX = 14_000;

/** What is wrong with a deployment is said in a sentence; a mistake of ours keeps its trace. */
function wordsOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const isOurMistake = [TypeError, ReferenceError, RangeError, SyntaxError].some(
    (kind) => fault instanceof kind,
  );
  return (isOurMistake && fault.stack) || fault.message;
}

/**
 * Runs something as the one purpose of this process, until SIGTERM or SIGINT: then it is stopped, and the exit code is 0.
 * A start that fails says why in a sentence, without a trace, and the exit code is 1.
 */
export async function runProcess(start: () => Promise<{ stop(): Promise<void> }>): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    const ask = () => {
      setTimeout(() => process.exit(1), STOP_MILLISECONDS_MAX).unref();
      resolve();
    };
    // Listened to before anything starts: as the first process of a container, we would not hear them otherwise.
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, ask);
  });
  try {
    const running = await start();
    await asked;
    await running.stop();
    process.exit(0);
  } catch (fault) {
    process.stderr.write(`${wordsOf(fault)}\n`);
    process.exit(1);
  }
}
