import { v7, validate } from "uuid";

/** A UUIDv7 (RFC 9562): ordered by the millisecond it was made in, and never a secret. */
export const newId = (): string => v7();

/** True for any RFC 9562 UUID; ids that arrive from outside are checked with it before they reach a query. */
export const isId = (text: string): boolean => validate(text);
