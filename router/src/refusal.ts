import { ERROR_CODES, type ErrorCode } from "@outcry/service";

/** The only codes that leave the router; anything else is `INTERNAL`. */
export type PublicCode = ErrorCode;

const publicCodes: ReadonlySet<unknown> = new Set(ERROR_CODES);
export const isPublicCode = (code: unknown): code is PublicCode => publicCodes.has(code);

export type PublicError = {
  message: string;
  path?: readonly (string | number)[];
  locations?: readonly { line: number; column: number }[];
  extensions: { code: PublicCode; reference?: string };
};

/** A request the router does not serve. Its message is meant for the client. */
export class Refusal extends Error {
  readonly code: PublicCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  #body: string | undefined;

  constructor(code: PublicCode, status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.headers = headers;
  }

  /** What the client gets to read. Written once, however often it is sent. */
  get body(): string {
    this.#body ??= JSON.stringify({ errors: this.errors });
    return this.#body;
  }

  get errors(): PublicError[] {
    return [{ message: this.message, extensions: { code: this.code } }];
  }
}

export const badRequest = (message: string, status = 400): Refusal =>
  new Refusal("BAD_REQUEST", status, message);

export const tooComplex = (message: string): Refusal => new Refusal("QUERY_TOO_COMPLEX", 400, message);

/** One message for every fault, so that nobody learns which part of their forgery was wrong. */
export const unauthenticated = (): Refusal =>
  new Refusal("UNAUTHENTICATED", 401, "The credentials are invalid or expired.", {
    "www-authenticate": "Bearer",
  });

export const rateLimited = (retryAfterSeconds: number): Refusal =>
  new Refusal("RATE_LIMITED", 429, `Too many requests. Try again in ${retryAfterSeconds} s.`, {
    "retry-after": String(retryAfterSeconds),
  });
