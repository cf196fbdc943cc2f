import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildSupergraph } from "../../src/supergraph.ts";
import type { Answer } from "../support/house.ts";
import { composeDefinitions, type InProcessRouter, startInProcess } from "../support/in-process.ts";
import { type Generated, Generator } from "./generate.ts";
import { definitions } from "./subgraphs.ts";

/** More in the night: `DIFFERENTIAL_OPERATIONS=20000`. A failure prints its seed. */
const OPERATIONS = Number(process.env.DIFFERENTIAL_OPERATIONS ?? 300);
const SEED = Number(process.env.DIFFERENTIAL_SEED ?? 1);

const routers = {} as Record<"stock" | "compiled", InProcessRouter>;
const { apiSchema } = buildSupergraph(composeDefinitions(definitions));

beforeAll(async () => {
  for (const executor of ["stock", "compiled"] as const)
    routers[executor] = await startInProcess(definitions, { executor });
});
afterAll(async () => {
  await Promise.all(Object.values(routers).map((router) => router.stop()));
});

type Shown = { status: number; data: string; errors: Answer["errors"]; extensions: unknown };

/** Everything a client sees, with references left out. */
async function ask(executor: "stock" | "compiled", { query, variables }: Generated): Promise<Shown> {
  const { status, data, errors, extensions } = await routers[executor].ask(query, variables);
  const shown = (errors ?? []).map(({ message, path, extensions: { code } }) => ({
    message: message.replace(/[0-9a-f-]{36}/, "(reference)"),
    ...(path ? { path } : {}),
    extensions: { code },
  }));
  return { status, data: JSON.stringify(data), errors: shown, extensions };
}

/** Errors in an order of their own; `indexes` keeps the list indexes in their paths. */
const ordered = ({ errors }: Shown, { indexes }: { indexes: boolean }): string[] =>
  (errors ?? [])
    .map((error) =>
      JSON.stringify({
        ...error,
        path: error.path?.map((part) => (typeof part === "number" && !indexes ? "@" : part)),
      }),
    )
    .sort();

/** Whether an error's path leads to a null, as it must, or to a field that was fetched for nothing and is not shown. */
function leadsToNull(
  data: string,
  path: (string | number)[] | undefined,
  { hidden }: { hidden: boolean },
): boolean {
  let value: unknown = JSON.parse(data);
  for (const part of path ?? []) {
    if (value === null) return true;
    if (value === undefined) return hidden && typeof part === "string";
    value = (value as Record<string, unknown>)[part];
  }
  return value === null || (value === undefined && hidden);
}

const parsed = ({ status, data, extensions }: Shown) => ({ status, data: JSON.parse(data), extensions });
const strictly = { indexes: true };
const loosely = { indexes: false };

describe("the compiled executor", () => {
  it(`answers ${OPERATIONS} generated operations as the stock executor does`, async () => {
    const counts = { withErrors: 0, misplacedByStock: 0, unexplained: 0 };
    for (let seed = SEED; seed < SEED + OPERATIONS; seed += 1) {
      const operation = new Generator(apiSchema, seed).query();
      const which = `seed ${seed}: ${operation.query}\n${JSON.stringify(operation.variables)}`;
      const [stock, compiled] = [await ask("stock", operation), await ask("compiled", operation)];
      // The order of keys is left out: where conditions meet fragments, stock's is not the specification's.
      expect(parsed(compiled), which).toEqual(parsed(stock));
      expect(ordered(compiled, loosely), which).toEqual(ordered(stock, loosely));
      const inStock = new Set(ordered(stock, strictly));
      for (const error of ordered(compiled, strictly))
        if (!inStock.has(error))
          expect(leadsToNull(compiled.data, JSON.parse(error).path, { hidden: true }), which).toBe(true);
      if (ordered(stock, strictly).length > 0) counts.withErrors += 1;
      if (ordered(compiled, strictly).join() === ordered(stock, strictly).join()) continue;
      // Where a list also holds objects that a fetch is not for, stock does not count them and names a wrong index.
      counts.misplacedByStock += 1;
      const misleading = (stock.errors ?? []).filter(
        ({ path }) => !leadsToNull(stock.data, path, { hidden: false }),
      );
      if (misleading.length === 0) counts.unexplained += 1;
    }
    expect(counts.withErrors).toBeGreaterThan(OPERATIONS / 20);
    expect(counts.misplacedByStock).toBeLessThan(OPERATIONS / 10);
    expect(counts.unexplained).toBe(0);
  }, 600_000);
});
