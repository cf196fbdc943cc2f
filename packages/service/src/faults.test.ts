import { GraphQLError } from "graphql";
import { describe, expect, it } from "vitest";
import { BadUserInputError, maskError, ServiceUnavailableError } from "./faults.ts";

const located = (cause: Error) => new GraphQLError(cause.message, { originalError: cause });

describe("what a client sees of an error", () => {
  it("is our own words when they are meant for it", () => {
    expect(maskError(located(new BadUserInputError("`first` must be from 1 to 100.")), "r1")).toEqual({
      message: "`first` must be from 1 to 100.",
      code: "BAD_USER_INPUT",
      masked: false,
    });
  });

  it("is a reference, not the reason, when we are broken", () => {
    const shown = maskError(located(new Error('connect ECONNREFUSED 10.0.0.3:5432 password "x"')), "r2");
    expect(shown).toEqual({
      message: "Something went wrong on our side. Quote r2.",
      code: "INTERNAL",
      masked: true,
    });
  });

  it("says that trying again may help, when it may", () => {
    expect(
      maskError(located(Object.assign(new Error("pool exhausted"), { retryable: true })), "r3").code,
    ).toBe("SUBGRAPH_UNAVAILABLE");
    expect(maskError(located(new ServiceUnavailableError("catalog did not answer.")), "r3").code).toBe(
      "SUBGRAPH_UNAVAILABLE",
    );
  });

  it("never suggests names of the schema", () => {
    const error = new GraphQLError('Cannot query field "pric" on type "Bid". Did you mean "price"?', {
      extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
    });
    expect(maskError(error, "r4").message).toBe('Cannot query field "pric" on type "Bid".');
  });

  it("keeps no code that is not on the list", () => {
    expect(maskError(new GraphQLError("x", { extensions: { code: "SECRET_CODE" } }), "r5").code).toBe(
      "INTERNAL",
    );
  });
});
