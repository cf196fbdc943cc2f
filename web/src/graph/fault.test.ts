import { describe, expect, it } from "vitest";
import { toFault } from "./fault.ts";

describe("faults", () => {
  it("keep the reference that finds the log line", () => {
    const fault = toFault({
      message: "Something went wrong.",
      extensions: { code: "INTERNAL", reference: "abc" },
    });
    expect(fault).toEqual({ code: "INTERNAL", message: "Something broke on our side.", reference: "abc" });
  });

  it("keep the graph's words for the request's own mistakes", () => {
    expect(toFault({ message: "Too long.", extensions: { code: "BAD_USER_INPUT" } }).message).toBe(
      "Too long.",
    );
  });

  it.each([null, undefined, "boom", 7, {}])("are internal when nothing is known: %j", (raw) => {
    expect(toFault(raw).code).toBe("INTERNAL");
  });
});
