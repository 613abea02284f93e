import { alignedText } from "../report/index.js";
import {
  type CompareRow,
  duel,
  type MeanOver,
  rankSearchers,
  type SearcherSummary,
  summarize,
  type TargetStep,
  targetsMet,
} from "../study/index.js";
import { equalsP } from "./scores/options.js";

/** What a comparison comes to, as data. */
export interface ComparisonReport {
  readonly summaries: readonly SearcherSummary[];
  /** Each searcher against the baseline. */
  readonly duels: readonly ReturnType<typeof duel>[];
  readonly ranks: ReturnType<typeof rankSearchers> | null;
  /** By searcher: the share of worlds and targets met against trials (ECDF). */
  readonly targetsMet: readonly { readonly searcher: string; readonly steps: readonly TargetStep[] }[];
  /** Mean regret in the end, apart for tasks, numbers of questions and budgets, where there are several. */
  readonly parts: readonly Part[];
}

/** What a comparison comes to in one part of it. */
interface Part {
  readonly by: "task" | "questions" | "budget";
  readonly value: string;
  readonly regret: Readonly<Record<string, number>>;
}

/** Sums up rows, against a baseline. */
export function comparisonReport(rows: readonly CompareRow[], baseline: string): ComparisonReport {
  const summaries = summarize(rows);
  const trials = Math.max(...rows.map((row) => row.regret.length));
  const others = summaries.map(({ searcher }) => searcher).filter((searcher) => searcher !== baseline);
  return {
    summaries,
    duels: others.map((searcher) => duel(rows, searcher, baseline, { trials })),
    ranks: others.length === 0 ? null : rankSearchers(rows, trials),
    targetsMet: summaries.map(({ searcher, toTarget }) => ({
      searcher,
      steps: targetsMet(
        rows.filter((row) => row.searcher === searcher),
        toTarget.map(({ target }) => target),
        "trials",
      ),
    })),
    parts: (["task", "questions", "budget"] as const).flatMap((by) => partsBy(rows, by, trials)),
  };
}

function partsBy(rows: readonly CompareRow[], by: Part["by"], trials: number): Part[] {
  const values = [...new Set(rows.map((row) => String(row[by])))];
  // Where every task has a budget of its own, budgets are tasks.
  const named = by === "budget" && values.length <= new Set(rows.map((row) => row.task)).size;
  if (values.length < 2 || named) return [];
  return values.map((value) => ({
    by,
    value,
    regret: Object.fromEntries(
      summarize(
        rows.filter((row) => String(row[by]) === value),
        { checkpoints: [trials] },
      ).map(({ searcher, regret }) => [searcher, regret[0]?.value.mean ?? Number.NaN]),
    ),
  }));
}

/** The report for a terminal. */
export function comparisonText(report: ComparisonReport, baseline: string): string {
  const { summaries, duels, ranks } = report;
  const checkpoints = summaries[0]?.regret.map(({ trials }) => trials) ?? [];
  const targets = summaries[0]?.toTarget.map(({ target }) => target) ?? [];
  const parts = [
    "Mean true regret of the recommended allocation, with 95 % intervals over tasks and worlds:",
    alignedText({
      columns: [
        { key: "searcher", title: "Searcher" },
        ...checkpoints.map((trials) => ({ key: `at${trials}`, title: `T = ${trials}` })),
        { key: "anytime", title: "Anytime", digits: 4 },
        { key: "byCost", title: "By cost", digits: 4 },
      ],
      rows: summaries.map(({ searcher, regret, anytime }) => ({
        searcher,
        ...Object.fromEntries(regret.map(({ trials, value }) => [`at${trials}`, meanText(value)])),
        anytime: anytime.trials,
        byCost: anytime.units,
      })),
    }),
    "Trials to come within a target of the best (failed searches charged), and how often it was met:",
    alignedText({
      columns: [
        { key: "searcher", title: "Searcher" },
        ...targets.map((target) => ({ key: `to${target}`, title: String(target) })),
      ],
      rows: summaries.map(({ searcher, toTarget }) => ({
        searcher,
        ...Object.fromEntries(
          toTarget.map(({ target, trials: { expected, successes, runs } }) => [
            `to${target}`,
            `${expected === null ? "never" : expected.toFixed(1)} (${Math.round((100 * successes) / runs)} %)`,
          ]),
        ),
      })),
    }),
    "The same in thousand budget units, over all questions; and the share of all these targets met after so many trials:",
    alignedText({
      columns: [
        { key: "searcher", title: "Searcher" },
        ...targets.map((target) => ({ key: `to${target}`, title: String(target) })),
        ...checkpoints.map((trials) => ({ key: `met${trials}`, title: `T = ${trials}` })),
      ],
      rows: summaries.map(({ searcher, toTarget }) => ({
        searcher,
        ...Object.fromEntries(
          toTarget.map(({ target, units: { expected } }) => [
            `to${target}`,
            expected === null ? "never" : (expected / 1000).toFixed(1),
          ]),
        ),
        ...Object.fromEntries(
          checkpoints.map((trials) => [`met${trials}`, `${Math.round(100 * shareMet(report, searcher, trials))} %`]),
        ),
      })),
    }),
    "What else it took, by search:",
    alignedText({
      columns: [
        { key: "searcher", title: "Searcher" },
        { key: "gap", title: "Flattered by" },
        { key: "units", title: "Units", digits: 0 },
        { key: "wasted", title: "Wasted", digits: 2 },
        { key: "seconds", title: "s per trial", digits: 4 },
        { key: "tokens", title: "Tokens", digits: 0 },
      ],
      rows: summaries.map(({ searcher, gap, units, wasted, plannerSecondsPerTrial, plannerTokens }) => ({
        searcher,
        gap: gap === null ? "" : meanText(gap),
        units,
        wasted,
        seconds: plannerSecondsPerTrial,
        tokens: plannerTokens,
      })),
    }),
  ];
  if (duels.length > 0)
    parts.push(
      `Against ${baseline}, world by world, after ${duels[0]?.trials ?? 0} trials (a difference of 0.01 is a tie):`,
      alignedText({
        columns: [
          { key: "searcher", title: "Searcher" },
          { key: "difference", title: "Difference of regret" },
          { key: "record", title: "Better/tie/worse" },
          { key: "better", title: "P(better)", digits: 3 },
          { key: "equal", title: "P(equal)", digits: 3 },
          { key: "worse", title: "P(worse)", digits: 3 },
        ],
        rows: duels.map(({ first, difference, wins, ties, losses, probability }) => ({
          searcher: first,
          difference: meanText(difference),
          record: `${wins}/${ties}/${losses}`,
          better: probability.first,
          equal: probability.equivalent,
          worse: probability.second,
        })),
      }),
    );
  for (const by of ["task", "questions", "budget"] as const) {
    const some = report.parts.filter((part) => part.by === by);
    if (some.length === 0) continue;
    parts.push(
      `Mean true regret in the end by ${by}:`,
      alignedText({
        columns: [
          { key: "searcher", title: "Searcher" },
          ...some.map(({ value }) => ({ key: value, title: value, digits: 4 })),
        ],
        rows: summaries.map(({ searcher }) => ({
          searcher,
          ...Object.fromEntries(some.map(({ value, regret }) => [value, regret[searcher] ?? null])),
        })),
      }),
    );
  }
  if (ranks !== null) parts.push(ranksText(ranks));
  return parts.join("\n");
}

function shareMet({ targetsMet: all }: ComparisonReport, searcher: string, trials: number): number {
  const steps = all.find((one) => one.searcher === searcher)?.steps ?? [];
  return steps.findLast(({ effort }) => effort <= trials)?.share ?? 0;
}

function ranksText({ searchers, averageRanks, blocks, tests }: NonNullable<ComparisonReport["ranks"]>): string {
  const order = [...searchers.keys()].sort((a, b) => (averageRanks[a] ?? 0) - (averageRanks[b] ?? 0));
  const list = order.map((i) => `${searchers[i]} ${(averageRanks[i] ?? 0).toFixed(2)}`).join(", ");
  const test =
    tests === null
      ? `not tested: ${blocks.length} blocks (tasks × budgets × questions), ten are needed`
      : `Friedman ${equalsP(tests.friedman.p)}, critical difference ${tests.nemenyi.criticalDifference.toFixed(2)} (Nemenyi, 95 %), over ${blocks.length} blocks taken for independent`;
  return `Mean ranks: ${list}\n${test}\n`;
}

function meanText({ mean, interval }: MeanOver): string {
  const range = interval === null ? "" : ` [${interval[0].toFixed(4)}, ${interval[1].toFixed(4)}]`;
  return `${mean.toFixed(4)}${range}`;
}
