import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Mend, wrap } from "../mend.js";

export const kernelInfo: Mend = {
  name: "kernel-info",
  why: "kernel_info_reply lacks its status and names TypeScript 3.7.2",
  apply({ handlerPrototype, compiler }) {
    const manifest: { version: string } = JSON.parse(readFileSync(join(__dirname, "../../../package.json"), "utf8"));
    wrap(
      handlerPrototype,
      "handleKernel",
      (handle) =>
        function (this: typeof handlerPrototype) {
          const info = handle.call(this);
          const language = info["language_info"] as Record<string, unknown>;
          return {
            ...info,
            status: "ok",
            implementation: "isocompute",
            implementation_version: manifest.version,
            banner: `TypeScript ${compiler.version} on Node ${process.version}: isocompute kernel on tslab`,
            debugger: false,
            help_links: [{ text: "TypeScript", url: "https://www.typescriptlang.org/docs/" }],
            language_info: {
              ...language,
              version: compiler.version,
              pygments_lexer: "typescript",
              nbconvert_exporter: "script",
            },
          };
        },
    );
  },
};
