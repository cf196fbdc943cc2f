import { prettyFormatQueryPlan } from "@apollo/query-planner";
import { ANONYMOUS } from "../caller.ts";
import { badRequest } from "../refusal.ts";
import { admit, type Edge } from "./admission.ts";
import { answer } from "./answer.ts";
import { parseJson, readBody, requireJson } from "./body.ts";
import { parametersIn } from "./parameters.ts";
import type { Handler } from "./server.ts";

/**
 * Shows developers how an operation would be executed, without executing it: `POST /graphql/plan` with the same body.
 * Only served beside Sandbox, because a plan names the subgraphs.
 */
export const planView =
  (edge: Edge): Handler =>
  async (request, response, { address }) => {
    if (request.method !== "POST") throw badRequest("Plans are asked for with POST.", 405);
    requireJson(request.headers["content-type"]);
    const parameters = parametersIn(parseJson(await readBody(request, edge.limits.bodyBytes)));
    const admitted = await admit(edge, parameters, ANONYMOUS, address);
    if (!admitted?.operation) throw badRequest("There is no operation to plan.");
    const { prepared, operation } = admitted;
    const { programs } = edge.graph.edition;
    const { plan } = programs.plans.plan(prepared, operation);
    const executor = programs.program(prepared, operation, parameters.variables) ? "compiled" : "stock";
    const cost = operation.cost(parameters.variables);
    const text = `# cost ${cost}, ${executor} executor\n${prettyFormatQueryPlan(plan)}\n`;
    answer(response, 200, ["content-type", "text/plain; charset=utf-8"], text);
  };
