type Line = (details: object, message: string) => void;

/** As much of pino as this package needs: the object first, then a sentence. */
export type Logger = { debug: Line; info: Line; warn: Line; error: Line };
