import { NotebookScope } from "./live/notebook-scope.js";
import type { Mend } from "./mend.js";
import { clearOutput } from "./mends/clear-output.js";
import { codePositions } from "./mends/code-positions.js";
import { completeDeclarations } from "./mends/complete-declarations.js";
import { controlThread } from "./mends/control-thread.js";
import { errorMessages } from "./mends/error-messages.js";
import { es2023Library } from "./mends/es2023-library.js";
import { executeInput } from "./mends/execute-input.js";
import { executeResult } from "./mends/execute-result.js";
import { exportedDeclarations } from "./mends/exported-declarations.js";
import { invalidCode } from "./mends/invalid-code.js";
import { keptDeclarations } from "./mends/kept-declarations.js";
import { kernelInfo } from "./mends/kernel-info.js";
import { lateOutput } from "./mends/late-output.js";
import { liveVariables } from "./mends/live-variables.js";
import { otherRequests } from "./mends/other-requests.js";
import { outputQueue } from "./mends/output-queue.js";
import { packageExports } from "./mends/package-exports.js";
import { parentWatch } from "./mends/parent-watch.js";
import { promptBinding } from "./mends/prompt-binding.js";
import { promptExit } from "./mends/prompt-exit.js";
import { queueAfterError } from "./mends/queue-after-error.js";
import { quietWatchers } from "./mends/quiet-watchers.js";
import { sourcePositions } from "./mends/source-positions.js";
import { streamCoalescing } from "./mends/stream-coalescing.js";
import { strictTypes } from "./mends/strict-types.js";
import { topLevelAwait } from "./mends/top-level-await.js";
import { CellSources } from "./trace/cell-sources.js";

/** Mends that are applied only when they are asked for by name. */
const onRequest: ReadonlySet<string> = new Set([strictTypes.name]);

/** All mends, in the order in which they take hold: a later one stands before an earlier one. */
export function allMends(): readonly Mend[] {
  const scope = new NotebookScope();
  const sources = new CellSources();
  return [
    promptBinding,
    outputQueue,
    executeInput,
    executeResult,
    clearOutput,
    lateOutput,
    streamCoalescing,
    queueAfterError,
    errorMessages(sources),
    packageExports,
    es2023Library,
    strictTypes,
    quietWatchers,
    liveVariables(scope),
    sourcePositions(sources),
    topLevelAwait,
    completeDeclarations,
    exportedDeclarations,
    keptDeclarations(scope),
    kernelInfo,
    otherRequests,
    codePositions,
    invalidCode,
    promptExit,
    parentWatch,
    controlThread,
  ];
}

/**
 * The mends that a selection names: `all`, `none`, or names set off by commas; `-name` takes one away, `+name` adds one.
 *
 * @param selection such as `"all,+strict-types,-late-output"`
 * @throws RangeError if a name is not a mend's
 * @internal
 */
export function selectMends(selection: string, mends: readonly Mend[] = allMends()): readonly Mend[] {
  const known = new Set(mends.map(({ name }) => name));
  const chosen = new Set<string>();
  const addDefaults = (): void => {
    for (const { name } of mends) if (!onRequest.has(name)) chosen.add(name);
  };
  const parts = selection.split(",").map((part) => part.trim());
  if (parts.every((part) => /^[+-]/.test(part))) addDefaults();
  for (const part of parts) {
    if (part === "all") addDefaults();
    else if (part === "none") chosen.clear();
    else {
      const name = part.replace(/^[+-]/, "");
      if (!known.has(name))
        throw new RangeError(`mends must be among ${[...known].join(", ")}, all or none, got "${name}"`);
      if (part.startsWith("-")) chosen.delete(name);
      else chosen.add(name);
    }
  }
  return mends.filter(({ name }) => chosen.has(name));
}
