import { describe, expect, it } from "vitest";
import { isEmail, normaliseEmail, readDisplayName, readRegistration } from "./account.ts";

const sound = { email: "ada@example.test", password: "correct horse", displayName: "Ada" };
const fieldsOf = (changes: Partial<typeof sound>) => {
  const read = readRegistration({ ...sound, ...changes });
  return read.ok ? [] : read.refusal.map((refusal) => ("field" in refusal ? refusal.field?.[1] : null));
};

describe("an e-mail address", () => {
  it.each([
    ["ADA@Example.Test", "ada@example.test"],
    [" ada@example.test\n", "ada@example.test"],
    ["ａｄａ@example.test", "ada@example.test"],
    ["zoe\u0308@example.test", "zo\u00eb@example.test"],
  ])("is the same however it is written: %j", (written, email) => {
    expect(normaliseEmail(written)).toBe(email);
  });

  it.each(["ada@example.test", "a.b+c@sub.example.test", "zoë@example.test", "o'hara@example.test"])(
    "may be %s",
    (email) => {
      expect(isEmail(email)).toBe(true);
    },
  );

  it.each([
    "",
    "ada",
    "@example.test",
    "ada@",
    "ada@example",
    "a b@example.test",
    "a@b@example.test",
    "a,b@example.test",
  ])("may not be %j", (email) => {
    expect(isEmail(email)).toBe(false);
  });

  it.each([
    "a\u0000b@example.test",
    "a\u202Eb@example.test",
    "a\u200Bb@example.test",
    `${"a".repeat(250)}@b.test`,
  ])("may not hide anything or go on for ever", (email) => {
    expect(isEmail(email)).toBe(false);
  });
});

describe("a password", () => {
  it("has ten to 128 characters of any kind, counted as people see them", () => {
    expect(fieldsOf({ password: "123456789" })).toEqual(["password"]);
    expect(fieldsOf({ password: "1234567890" })).toEqual([]);
    expect(fieldsOf({ password: "🐎".repeat(4) + "🔋".repeat(5) })).toEqual(["password"]);
    expect(fieldsOf({ password: "🐎".repeat(5) + "🔋".repeat(5) })).toEqual([]);
    expect(fieldsOf({ password: "ab".repeat(64) })).toEqual([]);
    expect(fieldsOf({ password: `${"ab".repeat(64)}c` })).toEqual(["password"]);
  });

  it("is the same text on every machine", () => {
    const read = readRegistration({ ...sound, password: "zoe\u0308 and zoe\u0308" });
    expect(read.ok && read.value.password).toBe("zo\u00eb and zo\u00eb");
  });

  it("is neither the address nor one character repeated, nor unstorable", () => {
    expect(fieldsOf({ password: "ADA@example.test" })).toEqual(["password"]);
    expect(fieldsOf({ password: "aaaaaaaaaaaa" })).toEqual(["password"]);
    expect(fieldsOf({ password: "half a pair \uD800" })).toEqual(["password"]);
  });
});

describe("a display name", () => {
  it("is trimmed, with single blanks, and may be of any script", () => {
    expect(readDisplayName("  Ada   Lovelace ")).toEqual({ ok: true, value: "Ada Lovelace" });
    expect(readDisplayName("アダ").ok).toBe(true);
    expect(readDisplayName("Ａｄａ")).toEqual({ ok: true, value: "Ada" });
  });

  it("is refused when it hides or turns round what is shown", () => {
    for (const name of ["Ada\u0000", "\u202EadA", "A\u200Bda", "A\u2066da", "Ada\u0007", "\uD800\uD800"]) {
      expect(readDisplayName(name).ok, JSON.stringify(name)).toBe(false);
    }
  });
});
