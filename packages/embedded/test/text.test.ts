import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { TEXT_IS } from "../src/cluster.ts";

it("is compared in the fleet's database as in the embedded one", () => {
  const compose = readFileSync(new URL("../../../docker-compose.yml", import.meta.url), "utf8");
  expect(compose).toContain(`POSTGRES_INITDB_ARGS: ${TEXT_IS.join(" ")}\n`);
});
