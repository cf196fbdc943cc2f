import { ROLES, type Role, SCOPES, type Scope } from "@outcry/contracts";
import {
  type ConstDirectiveNode,
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  Kind,
} from "graphql";
import { ForbiddenError, UnauthenticatedError } from "../faults.ts";
import type { Passport } from "../passport.ts";

type Requirement = "PUBLIC" | "USER" | "SERVICE" | Role;
export type AuthRule = Readonly<{ requires: Requirement; scope: Scope | null }>;
type WithPassport = { passport: Passport };

const REQUIREMENTS: readonly string[] = ["PUBLIC", "USER", "SERVICE", ...ROLES];

/** Roles that may do all that another may. */
const INCLUDED: Partial<Record<Role, readonly Role[]>> = { SUPPORT: ["ADMIN"], AUTHENTICATOR: ["ADMIN"] };

function ruleIn(directives: readonly ConstDirectiveNode[] | undefined, place: string): AuthRule | null {
  const directive = directives?.find(({ name }) => name.value === "auth");
  if (!directive) return null;
  const argument = (name: string): string | null => {
    const value = directive.arguments?.find((candidate) => candidate.name.value === name)?.value;
    return value?.kind === Kind.STRING ? value.value : null;
  };
  const requires = argument("requires");
  const scope = argument("scope");
  if (!requires || !REQUIREMENTS.includes(requires))
    throw new Error(`${place}: @auth requires an unknown role, ${requires}.`);
  if (scope && !SCOPES.includes(scope as Scope))
    throw new Error(`${place}: @auth names an unknown scope, ${scope}.`);
  return { requires: requires as Requirement, scope: scope as Scope | null };
}

/** Why a passport does not satisfy a rule; null when it does. */
export function objectionOf(rule: AuthRule, passport: Passport): "UNAUTHENTICATED" | "FORBIDDEN" | null {
  if (rule.requires === "PUBLIC") return null;
  if (rule.requires === "SERVICE") return passport.service === null ? "FORBIDDEN" : null;
  if (passport.userId === null) return "UNAUTHENTICATED";
  if (rule.scope && !passport.scopes.includes(rule.scope)) return "FORBIDDEN";
  if (rule.requires === "USER") return null;
  const role = rule.requires;
  const suffices = [role, ...(INCLUDED[role] ?? [])].some((candidate) => passport.roles.includes(candidate));
  return suffices ? null : "FORBIDDEN";
}

function enforce(rule: AuthRule, passport: Passport): void {
  const objection = objectionOf(rule, passport);
  if (objection === "UNAUTHENTICATED") throw new UnauthenticatedError("Please sign in first.");
  if (objection === "FORBIDDEN") throw new ForbiddenError("You may not do this.");
}

type ReferenceResolver = (reference: unknown, context: WithPassport, info: unknown) => unknown;
type SubgraphExtensions = { apollo?: { subgraph?: { resolveReference?: ReferenceResolver } } };

/** An entity that may not be seen looks absent: the same answer as for one that does not exist. */
function guardReferences(type: GraphQLObjectType, rule: AuthRule): void {
  const subgraph = (type.extensions as SubgraphExtensions).apollo?.subgraph;
  const resolveReference = subgraph?.resolveReference;
  if (!subgraph || !resolveReference) return;
  subgraph.resolveReference = (reference, context, info) =>
    objectionOf(rule, context.passport) ? null : resolveReference(reference, context, info);
}

function guardField(field: GraphQLField<unknown, WithPassport>, rule: AuthRule): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    enforce(rule, context.passport);
    return resolve(source, args, context, info);
  };
  const subscribe = field.subscribe;
  if (!subscribe) return;
  field.subscribe = (source, args, context, info) => {
    enforce(rule, context.passport);
    return subscribe(source, args, context, info);
  };
}

/**
 * Puts the rules of `@auth` in front of the resolvers, after `buildSubgraphSchema` (before it they would be lost).
 * Denies by default: throws, and so stops the start, when a root field or an entity has no rule.
 */
export function applyAuthorization(schema: GraphQLSchema): Map<string, AuthRule> {
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  const rules = new Map<string, AuthRule>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    const nodes = [type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? []);
    const typeRule = ruleIn(nodes, type.name);
    const isEntity = nodes.some(({ name }) => name.value === "key");
    const isResolvable =
      isEntity && (type.extensions as SubgraphExtensions).apollo?.subgraph?.resolveReference !== undefined;
    if (isResolvable && !typeRule) throw new Error(`The entity ${type.name} has no @auth rule.`);
    if (typeRule) {
      rules.set(type.name, typeRule);
      guardReferences(type, typeRule);
    }
    for (const field of Object.values(type.getFields())) {
      const place = `${type.name}.${field.name}`;
      const rule = ruleIn(field.astNode?.directives, place);
      if (!rule && roots.has(type) && !field.name.startsWith("_"))
        throw new Error(`The root field ${place} has no @auth rule.`);
      if (!rule) continue;
      rules.set(place, rule);
      guardField(field as GraphQLField<unknown, WithPassport>, rule);
    }
  }
  return rules;
}
