import type { Mend } from "../mend.js";

export const es2023Library: Mend = {
  name: "es2023-library",
  why: "the types stop at es2022: `toSorted` and `findLast`, which Node has, are type errors",
  apply({ onCompilerOptions }) {
    onCompilerOptions.push((options) => {
      options["lib"] = (options["lib"] as string[]).map((name) => name.replace(/es20\d\d/, "es2023"));
    });
  },
};
