import type { Refusal } from "@outcry/service";

/** Absent and not yours look the same. */
export const noSuchOrder = (): Refusal => ({
  kind: "NotFound",
  message: "There is no such order of yours.",
  field: ["input", "orderId"],
});
