import { resolve } from "node:path";
import { Command } from "commander";
import type { Space } from "../../allocation/index.js";
import { UsageError } from "../../core/index.js";
import type { Recommendation } from "../../searchers/index.js";
import type { Track } from "../../study/index.js";
import type { Trial, Turn } from "../../trials/index.js";
import type { Session } from "../io.js";
import { countOption } from "../number-options.js";

interface ExplainFlags {
  readonly task?: string;
  readonly trial?: number;
  readonly calls?: boolean;
  readonly belief?: boolean;
  readonly json?: boolean;
}

/** `isocompute explain`: why a search tried what it tried. */
export function explainCommand({ io }: Session): Command {
  return new Command("explain")
    .description("why a search tried what it tried, and what it settles on, from its log")
    .argument("<log>", "the log that isocompute search wrote")
    .option(
      "-t, --task <name>",
      "the log's task, if the log does not hold it: of data/tasks, or the path of a task file",
    )
    .option("--trial <n>", "only this trial, in full", countOption)
    .option("--calls", "the searcher's own calls of a language model too, word for word")
    .option(
      "--belief",
      "what the planner's model believes: of models, of rivals, of what is open; with --trial, just before it",
    )
    .option("--json", "the same as data, and nothing else")
    .addHelpText("after", help)
    .action(async (file: string, flags: ExplainFlags) => {
      const { spaceOfLog } = await import("../log-space.js");
      const { readTrialLog } = await import("../../trials/index.js");
      const log = await readTrialLog(resolve(io.cwd, file));
      const { about, trials, turns, torn } = log;
      const space = spaceOfLog(log, file, io.cwd, flags.task);
      const searcher = String(about["searcher"]);
      if (flags.trial !== undefined && flags.trial > trials.length)
        throw new UsageError(`explain --trial requires one of the ${trials.length} trials of ${file}`);
      const { recommendBest } = await import("../../searchers/index.js");
      const { searchReport, reportText } = await import("../search-report.js");
      const { provenancesOf } = await import("../scores-told.js");
      const { trialTable } = await import("../trial-table.js");
      const found = await recommended(searcher, space, trials, about, recommendBest);
      const report = found === null ? null : searchReport(space, trials, found, null);
      const belief = flags.belief
        ? await beliefOf(space, trials.slice(0, (flags.trial ?? Number.POSITIVE_INFINITY) - 1), about)
        : null;
      if (flags.json) {
        const more = belief === null ? {} : { belief };
        const provenance = provenancesOf(trials);
        const only = flags.trial === undefined ? null : flags.trial - 1;
        const told =
          only === null
            ? { about, provenance, trials, turns, torn, recommended: report }
            : {
                about,
                provenance,
                trials: trials.slice(only, only + 1),
                turns: turns.filter((turn) => holds(turn, only)),
                torn,
              };
        io.stdout.write(`${JSON.stringify({ ...told, ...more }, null, 2)}\n`);
        return;
      }
      const said = provenancesOf(trials).length === 0 ? [] : [provenancesOf(trials).join(" and ")];
      io.stdout.write(
        `${space.task.name}: ${space.task.title}\n${[about["world"], ...said].join(", ")}, ${searcher}${about["agent"] === undefined ? "" : ` (${about["agent"]})`}, ${about["track"]}, seed ${about["seed"]}\n`,
      );
      const table = trialTable(space, trials.length);
      io.stdout.write(`\n${table.header}\n`);
      for (const turn of turns.length > 0 ? turns : [{ after: 0, proposal: null }])
        io.stdout.write(turnText(turn, trials, flags, table.row));
      if (torn !== null) io.stdout.write(`\nline ${torn.line} is unfinished: what it held never came to be\n`);
      if (flags.trial === undefined)
        io.stdout.write(
          `\n${report === null ? "nothing to recommend: no trial has a score\n" : reportText(space, report)}`,
        );
      if (belief !== null) {
        const { beliefText } = await import("../belief-text.js");
        io.stdout.write(`\n${beliefText(belief)}`);
      }
    });
}

/** What the planner's model believes of these trials, whoever proposed them. */
async function beliefOf(space: Space, trials: readonly Trial[], about: Readonly<Record<string, unknown>>) {
  const { plannerSummary } = await import("../../searchers/index.js");
  const { seenTrials } = await import("../../study/index.js");
  return plannerSummary({ space, trials: seenTrials(trials, trackOf(about)) });
}

function trackOf(about: Readonly<Record<string, unknown>>): Track {
  return about["track"] === "grey-box" ? "grey-box" : "black-box";
}

/** Whether a trial is of one of a turn's candidates. */
function holds({ after, proposal }: Turn, index: number): boolean {
  return after <= index && index < after + proposal.candidates.length;
}

/** What a searcher proposed at one time, and what came of it. */
function turnText(
  turn: Turn | { readonly after: number; readonly proposal: null },
  trials: readonly Trial[],
  { trial: only, calls: words }: ExplainFlags,
  row: (trial: Trial) => string,
): string {
  const { after, proposal } = turn;
  const end = proposal === null ? trials.length : after + proposal.candidates.length;
  const own = trials.slice(after, end).filter((trial) => only === undefined || trial.index === only - 1);
  const rows = trials.slice(after, end).map((trial) => [trial, row(trial)] as const); // the best so far needs them all
  if (only !== undefined && own.length === 0) return "";
  const lines: string[] = [];
  for (const { model, step, messages, reply, promptTokens, outputTokens } of proposal?.calls ?? []) {
    lines.push(`       asked ${model} for ${step}: ${promptTokens} + ${outputTokens} tokens`);
    if (!words) continue;
    for (const { role, text } of messages) lines.push(indented(`${role}: ${text}`));
    lines.push(indented(`reply: ${reply ?? "none came"}`));
  }
  for (const { said, why } of proposal?.refused ?? []) lines.push(`       refused: ${said}: ${why}`);
  for (const [trial, text] of rows) {
    if (!own.includes(trial)) continue;
    lines.push(text);
    if (trial.reason !== undefined) lines.push(indented(trial.reason));
    if (only === undefined) continue;
    if (trial.outcome.kind === "scored")
      for (const { stage, metric, score } of trial.outcome.stages)
        lines.push(`       ${stage}: ${metric ?? "score"} ${score.toFixed(4)}`);
    if (trial.note !== undefined) lines.push(indented(`note: ${JSON.stringify(trial.note, null, 2)}`));
  }
  if (proposal?.candidates.length === 0)
    lines.push(`       the end: ${proposal.ending ?? "nothing more was proposed"}`);
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `       ${line}`)
    .join("\n");
}

/** What the searcher of the log settles on; the best observed, if it is not one of ours. */
async function recommended(
  name: string,
  space: Space,
  trials: readonly Trial[],
  about: Readonly<Record<string, unknown>>,
  recommendBest: typeof import("../../searchers/index.js").recommendBest,
): Promise<Recommendation | null> {
  const { openSearcher, searcherNames } = await import("../searchers.js");
  const { seenTrials } = await import("../../study/index.js");
  const seen = seenTrials(trials, trackOf(about));
  const recommend = searcherNames.includes(name) ? openSearcher(name).searcher.recommend : undefined;
  if (recommend === undefined) return recommendBest(seen);
  const questions = typeof about["questions"] === "number" ? about["questions"] : null;
  return recommend({ space, trials: seen, left: 1, want: 1, questions, seed: String(about["seed"]) });
}

const help = `
Examples:
  isocompute explain run.jsonl
  isocompute explain run.jsonl --trial 7
  isocompute explain run.jsonl --calls
  isocompute explain run.jsonl --trial 7 --belief`;
