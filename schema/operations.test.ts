import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { buildSchema, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8");
const documents = Object.entries(JSON.parse(read("operations.json")) as Record<string, string>);
const schema = buildSchema(read("public.graphql"));

describe("the trusted documents", () => {
  it.each(documents)("have %s under the hash of its text, and it is valid", (id, text) => {
    expect(createHash("sha256").update(text).digest("hex")).toBe(id);
    expect(validate(schema, parse(text))).toEqual([]);
  });
});
