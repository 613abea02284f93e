import type * as ts from "@tslab/typescript-for-tslab";
import type { Compiler } from "../engine.js";
import type { NotebookScope } from "./notebook-scope.js";
import { collectCaptured, resolver } from "./resolve.js";
import { Rewriter } from "./rewrite.js";
import type { ScopeChecker } from "./syntax.js";

export interface EmittedCell {
  readonly code: string;
  readonly map: string;
  /** See `Rewriter.rescue`. */
  readonly rescue: string;
}

const fileName = "cell.js";

/** Compiles a cell from the engine's module form into a script over the notebook's scope. */
export function emitCell(
  compiler: Compiler,
  js: string,
  scope: NotebookScope,
  options: { readonly endsInExpression: boolean; readonly target: number },
): EmittedCell {
  const file = compiler.createSourceFile(fileName, js, options.target, true, compiler.ScriptKind.JS);
  file.hasNoDefaultLib = true; // with `skipDefaultLibCheck`: the cell has been checked, and half of the emit would be another check
  const written = new Map<string, string>();
  const program = compiler.createProgram([fileName], compilerOptions(compiler, options.target), host(file, written));
  const names = resolver(compiler, file, program.getTypeChecker() as unknown as ScopeChecker, scope);
  collectCaptured(compiler, file, names, scope);
  const others = {
    see: (name: string): boolean => scope.captured.has(name) || scope.isLink(name),
    change: (name: string): boolean => scope.assigned.has(name) || scope.isLink(name),
  };
  let prefix = "$$";
  while (js.includes(prefix)) prefix += "$";
  const rewriting = { endsInExpression: options.endsInExpression, others, prefix };
  let rescue = "";
  program.emit(undefined, undefined, undefined, undefined, {
    before: [
      (context) => (node) => {
        const rewriter = new Rewriter(compiler, context, names, rewriting);
        const rewritten = rewriter.rewrite(node);
        rescue = rewriter.rescue;
        return rewritten;
      },
    ],
  });
  const code = written.get(fileName);
  const map = written.get(`${fileName}.map`);
  if (code === undefined || map === undefined) throw new Error("the compiler wrote no program for the cell");
  return { code: code.replace(/\/\/# sourceMappingURL=.*\s*$/, ""), map, rescue };
}

function compilerOptions(compiler: Compiler, target: number): ts.CompilerOptions {
  return {
    module: compiler.ModuleKind.CommonJS,
    target,
    allowJs: true,
    isolatedModules: true,
    noLib: true,
    noResolve: true,
    skipDefaultLibCheck: true,
    sourceMap: true,
    newLine: compiler.NewLineKind.LineFeed,
    suppressOutputPathCheck: true,
  } as ts.CompilerOptions;
}

function host(file: ts.SourceFile, written: Map<string, string>): ts.CompilerHost {
  return {
    getSourceFile: (name) => (name === fileName ? file : undefined),
    writeFile: (name, text) => {
      written.set(name, text);
    },
    getDefaultLibFileName: () => "lib.d.ts",
    // Nothing is resolved; without these a cache for it is built with every cell.
    resolveModuleNameLiterals: (names) => names.map(() => ({ resolvedModule: undefined })),
    resolveTypeReferenceDirectiveReferences: (names) =>
      names.map(() => ({ resolvedTypeReferenceDirective: undefined })),
    useCaseSensitiveFileNames: () => true,
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => "",
    getNewLine: () => "\n",
    fileExists: (name) => name === fileName,
    readFile: () => "",
    directoryExists: () => true,
    getDirectories: () => [],
  };
}
