import { nearest } from "isocompute/core";
import { describe, expect, it } from "vitest";

describe("nearest(name, candidates)", () => {
  it("finds the slip of a key, a letter and a case", () => {
    const names = ["Qwen2.5-72B", "Qwen2.5-7B", "Llama-3.2-3B"];
    expect(nearest("Qwen2.5-72b", names)).toBe("Qwen2.5-72B");
    expect(nearest("Qwen25-72B", names)).toBe("Qwen2.5-72B");
    expect(nearest("Lalma-3.2-3B", names)).toBe("Llama-3.2-3B");
  });
  it("finds nothing where nothing is near", () => {
    expect(nearest("Mistral", ["Qwen2.5-72B", "Llama-3.2-3B"])).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
  });
  it("counts a swap of neighbours as one edit", () => {
    expect(nearest("abc", ["acb"])).toBe("acb"); // one of three letters; two substitutions would be too far
  });
});
