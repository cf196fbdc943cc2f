const say = (fields: object, sentence: string): void => {
  process.stderr.write(`${sentence} ${JSON.stringify(fields)}\n`);
};

/** A logger that says only what went wrong. */
export const quiet = { debug() {}, info() {}, warn() {}, error: say };
