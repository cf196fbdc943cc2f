import type { RequestFaultInput, RequestFaults } from "./request-faults.ts";
import type { WebhookFaultInput, WebhookFaults } from "./webhook-faults.ts";

/** Failures on request: the next requests or deliveries that match meet them. They live in memory only. */
export type Faults = {
  /** The next matching request fails so. */
  request(fault: RequestFaultInput): void;
  /** The next matching deliveries are disturbed so. */
  webhook(fault: WebhookFaultInput): void;
  /** Sends what was held. */
  release(): void;
  /** Forgets every failure that was asked for and has not happened. */
  clear(): void;
  /** What is still waiting to happen. */
  list(): { requests: object[]; webhooks: object[] };
};

export function makeFaults(requests: RequestFaults, webhooks: WebhookFaults, wake: () => void): Faults {
  return {
    request: (fault) => requests.add(fault),
    webhook: (fault) => webhooks.add(fault),
    release: () => {
      webhooks.release();
      wake();
    },
    clear: () => {
      requests.clear();
      webhooks.clear();
      wake();
    },
    list: () => ({ requests: requests.list(), webhooks: webhooks.list() }),
  };
}
