import type { Mend } from "../mend.js";

export const es2023Library: Mend = {
  name: "es2023-library",
  why: "the types stop at es2022: `toSorted` and `findLast`, which Node has, are type errors",
  apply({ onCompilerOptions, compiler }) {
    onCompilerOptions.push((options) => {
      options["lib"] = (options["lib"] as string[]).map((name) => name.replace(/es20\d\d/, "es2023"));
    });
    const { sys } = compiler;
    const read = sys.readFile;
    sys.readFile = (path, encoding) => {
      const text = read.call(sys, path, encoding);
      return text !== undefined && path.endsWith("lib.es2023.array.d.ts") && !text.includes("toSorted")
        ? text + copyingMethods()
        : text;
    };
  },
};

/** The engine's TypeScript is older than its own es2023 is complete. */
function copyingMethods(): string {
  const lists = ["Array<T>", "ReadonlyArray<T>"].map(
    (list) => `interface ${list} {
  /** A copy with the elements in reverse order. */
  toReversed(): T[];
  /** A copy with the elements sorted. */
  toSorted(compareFn?: (a: T, b: T) => number): T[];
  /** A copy with some elements removed and others put in their place. */
  toSpliced(start: number, deleteCount?: number, ...items: T[]): T[];
  /** A copy with one element replaced. */
  with(index: number, value: T): T[];
}
`,
  );
  const numbers = ["Int8", "Uint8", "Uint8Clamped", "Int16", "Uint16", "Int32", "Uint32", "Float32", "Float64"];
  const typed = [...numbers, "BigInt64", "BigUint64"].map((kind) => {
    const element = kind.startsWith("Big") ? "bigint" : "number";
    return `interface ${kind}Array {
  toReversed(): ${kind}Array;
  toSorted(compareFn?: (a: ${element}, b: ${element}) => number): ${kind}Array;
  with(index: number, value: ${element}): ${kind}Array;
}
`;
  });
  return `\n${[...lists, ...typed].join("")}`;
}
