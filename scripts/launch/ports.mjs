/** Whether the ports we need are free, and who has them when not. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { Hindrance, host } from "./machine.mjs";

/** The variable that moves each port, and where it usually is. */
const PORTS = {
  WEB_PORT: 3000,
  ROUTER_PORT: 4000,
  IDENTITY_PORT: 4001,
  CATALOG_PORT: 4002,
  OFFERS_PORT: 4003,
  ORDERS_PORT: 4004,
  PAYMENTS_PORT: 4005,
  STRIPE_EMULATOR_PORT: 4010,
};
const OUTSIDE = new Set(["WEB_PORT", "ROUTER_PORT"]);

/** Port numbers by variable, from the environment. Throws one sentence for what is no port, or two things on one. */
export function readPorts(environment = process.env) {
  const ports = {};
  for (const [variable, usual] of Object.entries(PORTS)) {
    const port = Number(environment[variable] || usual);
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

/** Why nobody can listen there now: the code of the error, or null when one can. */
const refusalOf = (port, address) =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error) => resolve(error.code));
    probe.listen({ port, host: address, exclusive: true }, () => probe.close(() => resolve(null)));
  });

/** The sockets that listen on a port, as Linux lists them: state 0A is LISTEN. */
function socketsOn(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const rows = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => readFileSync(file, "utf8").split("\n"));
  return new Set(
    rows
      .map((row) => row.trim().split(/\s+/))
      .filter(([, local, , state]) => local?.endsWith(`:${hex}`) && state === "0A")
      .map((row) => `socket:[${row[9]}]`),
  );
}

function holds(pid, sockets) {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((descriptor) => sockets.has(readlinkSync(`${folder}/${descriptor}`)));
  } catch {
    return false; // Another's process, or one that just ended: it cannot be told.
  }
}

/** The program that listens on a port, where the system tells: Linux or lsof, and only our own processes unless root. */
function holderOf(port) {
  try {
    let pid;
    if (process.platform === "linux") {
      const sockets = socketsOn(port);
      pid = readdirSync("/proc").find((name) => /^\d+$/.test(name) && holds(name, sockets));
    } else {
      pid = spawnSync("lsof", ["-nP", "-t", `-iTCP:${port}`, "-sTCP:LISTEN"], { encoding: "utf8" })
        .stdout.split("\n")
        .find(Boolean);
    }
    if (!pid) return null;
    const { stdout } = spawnSync("ps", ["-o", "comm=", "-p", pid], { encoding: "utf8" });
    const name =
      process.platform === "linux" ? readFileSync(`/proc/${pid}/comm`, "utf8").trim() : stdout.trim();
    return `${name}, process ${pid}`;
  } catch {
    return null; // The port is taken all the same, only by whom is unknown.
  }
}

/** What is wrong with a port, in one sentence with the way out, or null. */
async function problemOf(variable, port) {
  const address = OUTSIDE.has(variable) ? host() : "127.0.0.1";
  // Whoever listens on ::1 would get the browsers that ask for "localhost", in place of us.
  for (const candidate of new Set([address, "127.0.0.1", "::1"])) {
    const refusal = await refusalOf(port, candidate);
    if (refusal === "EADDRINUSE") {
      const holder = holderOf(port);
      const other = port + 100 < 65_536 ? port + 100 : port - 100;
      return `Port ${port} is taken${holder ? ` (${holder})` : ""}: stop that, or choose another with ${variable}=${other}.`;
    }
    if (refusal === "EACCES") return `Port ${port} needs root: choose one above 1023 with ${variable}.`;
    if (refusal && candidate === address && candidate !== "127.0.0.1")
      return `OUTCRY_HOST is "${address}", where this machine cannot listen (${refusal}): use 127.0.0.1 or 0.0.0.0.`;
  }
  return null;
}

/** Throws one sentence for every port that cannot be had: why, who has it, and the way out. */
export async function checkPorts(ports) {
  const problems = [];
  for (const [variable, port] of Object.entries(ports)) problems.push(await problemOf(variable, port));
  const sentences = [...new Set(problems.filter(Boolean))];
  if (sentences.length > 0) throw new Hindrance(sentences.join("\n"));
}
