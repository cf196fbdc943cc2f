import { fork } from "node:child_process";
import type { StripeEmulator } from "@outcry/stripe-emulator";
import type { TestDatabase } from "@outcry/testkit";
import { STRIPE_KEY, WEBHOOK_SECRET } from "./constants.ts";

const PROGRAM = new URL("./charging-process.ts", import.meta.url).pathname;

/** Runs payments in a process of its own until it has settled everything, or died where it was told to. */
export function runPayments(
  { testDatabase, emulator }: { testDatabase: TestDatabase; emulator: StripeEmulator },
  dieAt: string | null,
): Promise<{ passed: Set<string>; died: boolean }> {
  const given = JSON.stringify({
    adminUrl: testDatabase.adminUrl,
    paymentsUrl: testDatabase.urlOf("payments"),
    stripe: {
      secretKey: STRIPE_KEY,
      webhookSecret: WEBHOOK_SECRET,
      apiBase: { protocol: "http", host: "127.0.0.1", port: emulator.port },
    },
    dieAt,
  });
  const child = fork(PROGRAM, [given], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const passed = new Set<string>();
  child.on("message", (message: { passed?: string }) => {
    if (message.passed) passed.add(message.passed);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      if (code !== 0 && signal !== "SIGKILL") reject(new Error(`Payments ended with ${code ?? signal}.`));
      else resolve({ passed, died: signal === "SIGKILL" });
    });
  });
}
