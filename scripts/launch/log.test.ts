import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const { openLog } = (await import(new URL("log.mjs", import.meta.url).href)) as {
  openLog(): (line: string) => void;
};
const line = (level: number, msg: string) => JSON.stringify({ level, service: "offers", msg });

describe("the log of a start", () => {
  let directory = "";
  let said: string[] = [];
  const file = () => join(directory, "outcry.log");

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "outcry-log-"));
    said = [];
    vi.stubEnv("OUTCRY_STATE_DIRECTORY", directory);
    vi.stubEnv("OUTCRY_LOG_LEVEL", undefined);
    vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    rmSync(directory, { recursive: true, force: true });
  });

  it("keeps every line, and says of an error where it is", () => {
    const log = openLog();
    for (const each of [line(30, "opened"), line(50, "fell"), "{ cut off"]) log(each);
    expect(readFileSync(file(), "utf8")).toBe(`${line(30, "opened")}\n${line(50, "fell")}\n{ cut off\n`);
    expect(said).toEqual([`  ! offers: fell (more in ${file()})`]);
  });

  it("begins a new file when the old one is large", () => {
    writeFileSync(file(), "x".repeat(10_000_001));
    openLog()(line(30, "opened"));
    expect(readFileSync(file(), "utf8")).toBe(`${line(30, "opened")}\n`);
    expect(readFileSync(`${file()}.old`, "utf8")).toHaveLength(10_000_001);
  });

  it("says once that it cannot be written, goes on, and still says what failed", () => {
    const log = openLog();
    rmSync(directory, { recursive: true });
    for (const each of [line(30, "opened"), line(50, "fell"), line(30, "closed")]) log(each);
    expect(said).toEqual([
      `  ! The log ${file()} cannot be written (ENOENT); Outcry goes on.`,
      "  ! offers: fell",
    ]);
  });

  it("opens where no folder can be made", () => {
    vi.stubEnv("OUTCRY_STATE_DIRECTORY", join(directory, "a file"));
    writeFileSync(join(directory, "a file"), "");
    const log = openLog();
    log(line(50, "fell"));
    expect(said).toEqual([
      `  ! The log ${join(directory, "a file", "outcry.log")} cannot be written (EEXIST); Outcry goes on.`,
      "  ! offers: fell",
    ]);
  });
});
