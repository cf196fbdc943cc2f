import { invalidParameter } from "../errors.ts";
import { listObjects } from "../store/lists.ts";
import type { Work } from "../store/work.ts";
import { lineItemsOf } from "./line-items.ts";

const DEPTH_MAX = 4;
const REFUNDS_MAX = 10;

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;

/** Replaces ids by the objects they stand for, along `latest_charge.balance_transaction` or `data.customer`. */
export async function expand(work: Work, body: object, paths: readonly string[]): Promise<object> {
  if (paths.length === 0) return body;
  const copy = structuredClone(body) as Node;
  for (const path of paths) {
    const names = path.split(".");
    if (names.length > DEPTH_MAX + 1) {
      throw invalidParameter(
        `You cannot expand more than ${DEPTH_MAX} levels of a property. Property: ${path}`,
        {
          param: "expand",
        },
      );
    }
    await expandPath(work, [copy], names, path);
  }
  return copy;
}

async function expandPath(work: Work, roots: Node[], names: readonly string[], path: string): Promise<void> {
  let nodes = roots;
  for (const name of names) {
    await includeLists(work, nodes, name);
    const known = nodes.filter((node) => node[name] !== undefined);
    if (known.length === 0 && nodes.length > 0) {
      throw invalidParameter(`This property cannot be expanded (${path}).`, { param: "expand" });
    }
    const ids = known.map((node) => node[name]).filter((value) => typeof value === "string");
    await work.load(ids.filter((id) => work.shown(id) === undefined));
    nodes = known.flatMap((node) => expandOne(work, node, name, path));
  }
}

function expandOne(work: Work, node: Node, name: string, path: string): Node[] {
  const value = node[name];
  if (typeof value !== "string")
    return Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [];
  const found = work.shown(value);
  if (!found) throw invalidParameter(`This property cannot be expanded (${path}).`, { param: "expand" });
  const copy = structuredClone(found) as unknown as Node;
  node[name] = copy;
  return [copy];
}

/** A charge's refunds and a checkout session's line items are lists that are only there when asked for. */
async function includeLists(work: Work, nodes: Node[], name: string): Promise<void> {
  if (name === "line_items") {
    for (const node of nodes.filter(({ object }) => object === "checkout.session")) {
      node.line_items = lineItemsOf(work, String(node.id));
    }
  }
  if (name !== "refunds") return;
  for (const node of nodes.filter(({ object }) => object === "charge")) {
    const charge = String(node.id);
    const page = { limit: REFUNDS_MAX, startingAfter: undefined, endingBefore: undefined, created: {} };
    const refunds = await listObjects(work, "refund", `/v1/charges/${charge}/refunds`, page, {
      source: charge,
    });
    node.refunds = { ...refunds, data: [...refunds.data] };
  }
}
