import type { StripeRefusal } from "../errors.ts";
import type { Work } from "../store/work.ts";
import type { Parameters } from "./parameters.ts";

/** One request to one endpoint: its parameters, and the ids in its address by their name in the route. */
export type Call = { parameters: Parameters; id: (name?: string) => string };

/**
 * One endpoint of Stripe's. It answers with an object; a refusal it throws undoes everything it did, a refusal it
 * returns is answered too but what it did stays (a declined payment is remembered).
 * It reads all parameters and calls `parameters.finish()` before it does anything.
 */
export type Endpoint = {
  method: "GET" | "POST" | "DELETE";
  path: string;
  /** A GET that leaves something behind. */
  writes?: boolean;
  handle: (work: Work, call: Call) => Promise<object | StripeRefusal>;
};

const endpoint =
  (method: Endpoint["method"]) =>
  (path: string, handle: Endpoint["handle"], writes = method !== "GET"): Endpoint => ({
    method,
    path,
    handle,
    writes,
  });

export const get = endpoint("GET");
export const post = endpoint("POST");
export const del = endpoint("DELETE");
