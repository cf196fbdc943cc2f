/** Steps of a process that dies without a goodbye at the given one; at none when that is 0. */
export function dyingAt(step: number) {
  let steps = 0;
  return {
    crashPoint: (): void => {
      steps += 1;
      if (steps === step) process.kill(process.pid, "SIGKILL");
    },
    steps: (): number => steps,
  };
}
