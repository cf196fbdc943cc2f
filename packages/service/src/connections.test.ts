import { describe, expect, it } from "vitest";
import { readPageRequest, toConnection } from "./connections.ts";

const page = (rows: string[], first: number, after: string | null = null) =>
  toConnection(
    rows,
    readPageRequest({ first, after }),
    (row) => [row],
    (row) => row,
  );

describe("a connection", () => {
  it("goes on from the cursor it gave out", () => {
    const { pageInfo } = page(["a", "b", "c"], 2);
    expect(pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(readPageRequest({ first: 2, after: pageInfo.endCursor }).after).toEqual(["b"]);
  });

  it("says that there is no more when the extra row is missing", () => {
    expect(page(["a", "b"], 2).pageInfo.hasNextPage).toBe(false);
  });

  it("has neither cursor nor next page when it is empty", () => {
    expect(page([], 5).pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
  });

  it.each([0, -1, 101, 99_999_999, 1.5])("refuses first: %s instead of bending it", (first) => {
    expect(() => readPageRequest({ first })).toThrow("`first` must be from 1 to 100.");
  });

  it.each([
    "",
    "nonsense",
    Buffer.from("{}").toString("base64url"),
    Buffer.from('["a\\u0000"]').toString("base64url"),
    "x".repeat(2_000),
  ])("refuses a cursor that is none of ours (%#)", (after) => {
    expect(() => readPageRequest({ first: 1, after })).toThrow("not a cursor of this list");
  });
});
