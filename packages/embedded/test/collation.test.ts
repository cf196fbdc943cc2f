import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { COLLATION } from "../src/cluster.ts";

it("is that of the fleet's database as well", () => {
  const compose = readFileSync(new URL("../../../docker-compose.yml", import.meta.url), "utf8");
  expect(compose).toContain(`POSTGRES_INITDB_ARGS: ${COLLATION.join(" ")}\n`);
});
