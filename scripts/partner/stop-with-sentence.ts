/** A mistake the person at the keyboard can mend: one sentence, exit code 1, no stack trace. */
export class Mistake extends Error {}

/** Runs a command-line program: a Mistake becomes its sentence, anything else stays a crash with its trace. */
export async function runProgram(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
