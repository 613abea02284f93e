import type { Mend } from "../mend.js";

export const strictTypes: Mend = {
  name: "strict-types",
  why: "cells are checked without `strict`: null and undefined pass for anything",
  apply({ onCompilerOptions }) {
    onCompilerOptions.push((options) => {
      options["strict"] = true;
    });
  },
};
