import { describe, expect, it } from "vitest";
import { allMends, selectMends } from "../../lib/src/kernel/mends.js";

const names = (selection: string): string[] => selectMends(selection).map(({ name }) => name);

describe("selectMends(selection)", () => {
  it("takes all but those on request by default", () => {
    expect(names("all")).toEqual(
      allMends()
        .map(({ name }) => name)
        .filter((name) => name !== "strict-types"),
    );
    expect(names("all,+strict-types")).toContain("strict-types");
  });

  it("takes single ones, none, or all but some", () => {
    expect(names("live-variables,output-queue")).toEqual(["output-queue", "live-variables"]);
    expect(names("none")).toEqual([]);
    expect(names("-late-output")).toEqual(names("all").filter((name) => name !== "late-output"));
    expect(names("none,+output-queue")).toEqual(["output-queue"]);
  });

  it("refuses a name that is no mend's", () => {
    expect(() => names("all,-livevariables")).toThrow(/mends must be among prompt-binding, .* got "livevariables"/);
  });

  it("gives every mend a name of its own and a reason", () => {
    const mends = allMends();
    expect(new Set(mends.map(({ name }) => name)).size).toBe(mends.length);
    for (const { why } of mends) expect(why.length).toBeGreaterThan(30);
  });
});
