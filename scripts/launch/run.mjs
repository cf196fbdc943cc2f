import { spawn } from "node:child_process";
import { ROOT } from "./machine.mjs";

const OUTPUT_MAX = 200_000;

/**
 * Runs a program to its end and resolves with its exit code and the end of its output, also when it fails. `show`
 * lets it speak for itself instead; `signal` ends it, and `milliseconds` is the longest it may take.
 */
export function run([program, ...rest], { show = false, cwd = ROOT, env = {}, signal, milliseconds } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, rest, {
      cwd,
      env: { ...process.env, ...env },
      stdio: show ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32" && program !== process.execPath,
      timeout: milliseconds,
      signal,
    });
    let output = "";
    const keep = (chunk) => {
      output = (output + chunk).slice(-OUTPUT_MAX);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.once("error", (error) => {
      keep(`\n${error.message}`);
      if (child.pid === undefined) resolve({ code: 1, output });
    });
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** npm as a command: the very one that runs us, if one does. */
export function npm(...rest) {
  const own = process.env.npm_execpath;
  return own && /npm-cli\.c?js$/.test(own) ? [process.execPath, own, ...rest] : ["npm", ...rest];
}

export const lastLines = (output, count) => output.trim().split("\n").slice(-count).join("\n");
