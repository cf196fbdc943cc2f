/** Whether the ports we need are free, and who has them when not. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { Hindrance } from "./machine.mjs";

/** The variable that moves each port, and where it usually is. */
export const PORTS = {
  WEB_PORT: 3000,
  ROUTER_PORT: 4000,
  IDENTITY_PORT: 4001,
  CATALOG_PORT: 4002,
  OFFERS_PORT: 4003,
  ORDERS_PORT: 4004,
  PAYMENTS_PORT: 4005,
  STRIPE_EMULATOR_PORT: 4010,
};

/** Port numbers by variable, from the environment. Throws one sentence for what is no port, or two things on one. */
export function readPorts(environment) {
  const ports = {};
  for (const [variable, usual] of Object.entries(PORTS)) {
    const port = Number(environment[variable] ?? usual);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Hindrance(
        `${variable} is "${environment[variable]}"; a port is a whole number from 1 to 65535.`,
      );
    }
    const twin = Object.keys(ports).find((other) => ports[other] === port);
    if (twin) throw new Hindrance(`${variable} and ${twin} are both ${port}. Give them different ports.`);
    ports[variable] = port;
  }
  return ports;
}

const isFree = (port) =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });

/** The program that listens on a port, where the system tells (Linux, and only our own processes unless root). */
export function holderOf(port) {
  try {
    const hex = port.toString(16).toUpperCase().padStart(4, "0");
    const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map((file) => readFileSync(file, "utf8")).join("\n");
    const row = tables
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .find(([, local, , state]) => local?.endsWith(`:${hex}`) && state === "0A");
    if (!row) return null;
    const socket = `socket:[${row[9]}]`;
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        if (!readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === socket))
          continue;
        return `${readFileSync(`/proc/${pid}/comm`, "utf8").trim()}, process ${pid}`;
      } catch {
        // Another's process, or one that just ended: it cannot be told, so go on.
      }
    }
  } catch {
    // Not Linux: the port is still taken, only by whom is unknown.
  }
  return null;
}

/** Throws one sentence naming every taken port, who has it, and the way out. */
export async function checkPorts(ports) {
  const taken = [];
  for (const [variable, port] of Object.entries(ports))
    if (!(await isFree(port))) taken.push([variable, port]);
  if (taken.length === 0) return;
  const sentences = taken.map(([variable, port]) => {
    const holder = holderOf(port);
    return `Port ${port} is taken${holder ? ` (${holder})` : ""}: stop that, or choose another with ${variable}=${port + 100}.`;
  });
  throw new Hindrance(sentences.join("\n"));
}
