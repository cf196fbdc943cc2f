import { type LevelWithSilent, type Logger, pino } from "pino";

export type { Logger };

/** Never reach a log, wherever they turn up in a logged object. */
const SECRETS = [
  "password",
  "secret",
  "token",
  "ticket",
  "accessToken",
  "refreshToken",
  "authorization",
  "headers.authorization",
  "headers.cookie",
  "idempotencyKey",
];

/** A structured logger: one JSON line per event, with the service's name, and without secrets. */
export const makeLogger = (service: string, level: LevelWithSilent = "info"): Logger =>
  pino({
    base: { service },
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[redacted]" },
  });
