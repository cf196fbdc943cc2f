import { describe, expect, it } from "vitest";
import { canonical, decodeForm, MalformedForm } from "./form.ts";

const decoded = (text: string): unknown => JSON.parse(JSON.stringify(decodeForm(text)));

describe("a form as Stripe's SDKs send it", () => {
  it("nests by brackets, with lists by number or by empty brackets", () => {
    expect(decoded("amount=5&metadata[order id]=a%26b&expand[0]=x&expand[1]=y")).toEqual({
      amount: "5",
      metadata: { "order id": "a&b" },
      expand: ["x", "y"],
    });
    expect(decoded("expand[]=x&expand[]=y&a[0][b]=1&a[1][b]=2")).toEqual({
      expand: ["x", "y"],
      a: [{ b: "1" }, { b: "2" }],
    });
  });

  it("reads pluses, escapes and empty values", () => {
    expect(decoded("name=J%C3%BCrgen+Klopp&description=&flag")).toEqual({
      name: "Jürgen Klopp",
      description: "",
      flag: "",
    });
  });

  it("never reaches an object's prototype", () => {
    decodeForm("__proto__[polluted]=yes&constructor[prototype][polluted]=yes");
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  it("refuses what it cannot read", () => {
    expect(() => decodeForm("a=%E0%A4%A")).toThrow(MalformedForm);
    expect(() => decodeForm("a[b=1")).toThrow(MalformedForm);
    expect(() => decodeForm("a[b][c][d][e][f][g][h][i]=1")).toThrow(MalformedForm);
    expect(() => decodeForm("a=1&".repeat(1_001))).toThrow(MalformedForm);
  });

  it("means the same in any order", () => {
    expect(canonical(decodeForm("a=1&b[x]=2&b[y]=3"))).toBe(canonical(decodeForm("b[y]=3&b[x]=2&a=1")));
    expect(canonical(decodeForm("a=1"))).not.toBe(canonical(decodeForm("a=2")));
  });
});
