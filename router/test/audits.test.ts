import { serverAudits } from "graphql-http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { House } from "./support/house.ts";

const house = new House();
beforeAll(() => house.start({ introspection: true }).then(() => undefined));
afterAll(() => house.stop());

describe("GraphQL over HTTP, with introspection allowed", () => {
  const audits = serverAudits({ url: () => `${house.router.url}/graphql`, fetchFn: fetch });
  for (const { name, fn } of audits)
    it(name, async () => {
      const result = await fn();
      if (result.status === "ok") return;
      const body = await result.response.text();
      expect.fail(`${result.status}: ${result.reason} (${result.response.status} ${body.slice(0, 300)})`);
    });
  it("is audited in full", () => expect(audits).toHaveLength(61));
});
