import type { Mend } from "../mend.js";

export const packageExports: Mend = {
  name: "package-exports",
  why: "modules are resolved as in 2010: the types of packages that use `exports` are not found, nor a package's own name",
  apply({ onCompilerOptions, compiler }) {
    onCompilerOptions.push((options) => {
      options["moduleResolution"] = compiler.ModuleResolutionKind.Bundler;
      options["customConditions"] = ["require", "node"];
    });
  },
};
