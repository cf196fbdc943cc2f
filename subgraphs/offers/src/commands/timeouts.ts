import { GraphQLError } from "graphql";

/** No answer in three seconds. What became of the command is unknown: sending it again with its key settles it. */
export class CommandTimeoutError extends GraphQLError {
  override readonly name = "CommandTimeoutError";

  constructor() {
    super("The market did not answer in time. Send the same request again, with the same idempotency key.", {
      extensions: { code: "TIMEOUT" },
    });
  }
}

/** More commands wait than can be answered in time; of one user, or of all. Nothing was done. */
export class TooManyAtOnceError extends Error {
  override readonly name = "TooManyAtOnceError";
  readonly retryable = true;
  readonly of: "user" | "market";

  constructor(of: "user" | "market") {
    super(
      of === "user" ? "You sent more orders at once than can wait." : "The market is too busy to take more.",
    );
    this.of = of;
  }
}
