/** Rules of the house that no other tool checks: file length, named rooms, docstrings, nothing of one machine. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
} from "graphql";

const LINES_MAX = 300;
const FORBIDDEN_NAMES = /(^|\/)(utils?|helpers?|common|manager|misc)(\/|\.tsx?$)/;

const root = new URL("../../", import.meta.url).pathname;
const read = (file: string): string => readFileSync(`${root}${file}`, "utf8");
const tracked = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter(Boolean);
const sources = tracked.filter((file) => /\.(ts|tsx|mjs|cjs)$/.test(file) && !file.includes("__generated__"));

function* lengths(): Generator<string> {
  for (const file of sources) {
    const lines = read(file).split("\n").length - 1;
    if (lines > LINES_MAX)
      yield `${file} has ${lines} lines; ${LINES_MAX} is the most. It holds more than one idea.`;
  }
}

function* names(): Generator<string> {
  for (const file of sources) if (FORBIDDEN_NAMES.test(file)) yield `${file}: name it after what it does.`;
}

/** Every type, field, argument, input field and enum value of the public schema has a sentence. */
function* docstrings(): Generator<string> {
  const schema = buildSchema(read("schema/public.graphql"));
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("__") || ["String", "Int", "Float", "Boolean", "ID"].includes(type.name))
      continue;
    const isRoot = ["Query", "Mutation", "Subscription"].includes(type.name);
    if (!type.description && !isRoot) yield `${type.name} has no docstring.`;
    if (isEnumType(type))
      for (const value of type.getValues())
        if (!value.description) yield `${type.name}.${value.name} has no docstring.`;
    if (isScalarType(type) || isEnumType(type)) continue;
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.description) yield `${type.name}.${field.name} has no docstring.`;
      if (!("args" in field)) continue;
      for (const argument of field.args)
        if (!argument.description) yield `${type.name}.${field.name}(${argument.name}:) has no docstring.`;
    }
  }
}

/** Public types that nothing reaches are usually internal ones that lost their `@inaccessible`. */
function* unreachable(): Generator<string> {
  const schema = buildSchema(read("schema/public.graphql"));
  const used = new Set<string>(["Query", "Mutation", "Subscription"]);
  const named = (type: { toString(): string }) => type.toString().replace(/[[\]!]/g, "");
  const queue = [...used];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const type = schema.getType(name);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    const fields = Object.values(type.getFields());
    const next = fields.flatMap((field) => {
      const parts: readonly { type: { toString(): string } }[] =
        "args" in field ? [field, ...field.args] : [field];
      return parts.map((part) => named(part.type));
    });
    if (isInterfaceType(type))
      next.push(...schema.getPossibleTypes(type).map(({ name: possible }) => possible));
    for (const candidate of next) {
      if (used.has(candidate)) continue;
      used.add(candidate);
      queue.push(candidate);
    }
  }
  for (const name of Object.keys(schema.getTypeMap())) {
    if (!name.startsWith("__") && !used.has(name) && !["String", "Boolean"].includes(name))
      yield `${name} is public, but no root reaches it.`;
  }
}

const problems = [...lengths(), ...names(), ...docstrings(), ...unreachable()];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
