/** The emulator as a process of its own, for a fleet without a Stripe account. */
import { pino } from "pino";
import { processEnvironment, readConfig } from "./config.ts";
import { startStripeEmulator } from "./emulator.ts";

const STOP_MILLISECONDS_MAX = 14_000;

const stopAsked = new Promise<void>((resolve) => {
  const ask = () => {
    setTimeout(() => process.exit(1), STOP_MILLISECONDS_MAX).unref();
    resolve();
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, ask);
});

try {
  const config = readConfig(processEnvironment());
  const emulator = await startStripeEmulator({
    databaseUrl: config.STRIPE_EMULATOR_DATABASE_URL,
    host: config.OUTCRY_HOST,
    port: config.STRIPE_EMULATOR_PORT,
    secretKey: config.STRIPE_SECRET_KEY,
    webhook: { url: config.STRIPE_EMULATOR_WEBHOOK_URL, secret: config.STRIPE_WEBHOOK_SECRET },
    logger: pino({
      base: { service: "stripe-emulator" },
      level: config.OUTCRY_LOG_LEVEL,
      timestamp: pino.stdTimeFunctions.isoTime,
    }),
  });
  await stopAsked;
  await emulator.stop();
  process.exit(0);
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exit(1);
}
