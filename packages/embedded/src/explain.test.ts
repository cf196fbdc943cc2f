import { describe, expect, it } from "vitest";
import { explain } from "./explain.ts";

describe("PostgreSQL's words as one sentence", () => {
  it.each([
    [
      "initdb: error: could not create directory: No space left on device",
      /the disk is full\. Free about 1 GB/,
    ],
    ["error: could not look up effective user ID 4242: user does not exist", /no entry in \/etc\/passwd/],
    ["error: spawnSync /somewhere/initdb EPERM", /root may not switch to another account here/],
    ["FATAL:  database files are incompatible with server", /another version of PostgreSQL/],
  ])("%s", (output, sentence) => {
    expect(explain(output, "PostgreSQL could not start")).toMatch(sentence);
  });

  it("passes on the last complaint that it does not know", () => {
    const output = "LOG: starting\n2026-01-01 UTC [7] FATAL:  something new\n";
    expect(explain(output, "PostgreSQL could not start")).toBe("PostgreSQL could not start: something new");
  });

  it("admits that nothing was said", () => {
    expect(explain("", "PostgreSQL could not start")).toBe("PostgreSQL could not start: it said nothing.");
  });
});
