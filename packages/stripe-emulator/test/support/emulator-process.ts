import { startStripeEmulator } from "@outcry/stripe-emulator";
import { quiet } from "./quiet.ts";

/** An emulator in a process of its own, to be killed: its arguments are the database, the key and the webhook. */
const [databaseUrl = "", secretKey = "", url = "", secret = ""] = process.argv.slice(2);
const { port } = await startStripeEmulator({
  databaseUrl,
  port: 0,
  secretKey,
  webhook: { url, secret },
  logger: quiet,
});
process.send?.({ port });
