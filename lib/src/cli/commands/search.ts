import { resolve } from "node:path";
import { Command, Option } from "commander";
import type { Allocation, Space } from "../../allocation/index.js";
import { budgetUnits, UsageError } from "../../core/index.js";
import type { Environment } from "../../environments/index.js";
import type { PlannerSummary } from "../../searchers/index.js";
import type { Study, StudyCaps, Track } from "../../study/index.js";
import { figureEndings, figureFormat, writeFigure } from "../draw-figure.js";
import type { Io, Session } from "../io.js";
import { MOST_ALLOCATIONS } from "../most-allocations.js";
import { countListOption, countOption, numberOption } from "../number-options.js";
import { requireSamples } from "../require-samples.js";
import { type FlaggedWorld, openFlaggedWorld, type WorldFlags, withWorldOptions } from "../world-options.js";

interface SearchFlags extends WorldFlags {
  readonly task: string;
  readonly searcher: string;
  readonly reader?: string;
  readonly agentModel?: string;
  readonly experience?: string[];
  readonly budget?: number;
  readonly samples?: number[];
  readonly trials: number;
  readonly seed: string;
  readonly track: Track;
  readonly parallel: number;
  readonly maxUnits?: number;
  readonly maxSeconds?: number;
  readonly log?: string;
  readonly resume?: boolean;
  readonly instead?: string;
  readonly figure?: string;
  readonly json?: boolean;
}

/** `isocompute search`: which allocation is the best that a budget pays for. */
export function searchCommand({ io, exitWith }: Session): Command {
  const command = new Command("search")
    .description("look for the best allocation that a budget pays for, trial by trial")
    .requiredOption("-t, --task <name>", "a task of data/tasks, here or in a folder above, or the path of a task file")
    .requiredOption("-s, --searcher <name>", "who decides what is tried; an unknown name lists all")
    .addOption(
      new Option(
        "--reader <strength>",
        "who answers a searcher that asks a language model: the simulated reader (default: strong)",
      ).choices(["strong", "medium", "weak"]),
    )
    .option("--agent-model <name>", "or this model behind --base-url, by the options of live worlds")
    .option(
      "--experience <files...>",
      "for ml-copilot: logs of searches on other tasks with the same stages and models, to learn from",
    )
    .option("-b, --budget <units>", "budget per question (default: the task's)", numberOption({ least: 0 }))
    .option(
      "-k, --samples <list>",
      "the numbers of samples to choose from (default: all of the task's)",
      countListOption,
    )
    .option("-n, --trials <n>", "how many trials", countOption, 20)
    .option("--seed <name>", "names the chance of the search", "1")
    .addOption(
      new Option("--track <track>", "whether searchers see scores by question and at fewer samples (grey-box)")
        .choices(["black-box", "grey-box"])
        .default("black-box"),
    )
    .option("--parallel <n>", "candidates tried side by side", countOption, 1)
    .option(
      "--max-units <n>",
      "end before the trial that would spend more units over all questions",
      numberOption({ least: 0 }),
    )
    .option("--max-seconds <n>", "begin no trial after that long", numberOption({ least: 0 }))
    .option("--log <file>", "keep every proposal and trial here, as JSON lines")
    .option("--resume", "go on from the log, if it is there")
    .option(
      "--instead <choices>",
      "what would be used without a search, Stage=Model:samples for every stage: tells after how many questions the search has paid for itself",
    )
    .option("--figure <file>", `draw the trajectory, to a file ending in ${figureEndings}`)
    .option("--json", "the outcome as data, and nothing else");
  return withWorldOptions(command, "50 simulated or made-up ones, all of a table or data set")
    .addHelpText("after", help)
    .action(async (flags: SearchFlags) => {
      if (flags.reader !== undefined && flags.agentModel !== undefined)
        throw new UsageError("search takes --reader or --agent-model, not both");
      if (flags.figure !== undefined) figureFormat(flags.figure, "search --figure");
      if (flags.resume && flags.log === undefined) throw new UsageError("search --resume requires --log");
      const { createSpace, findTask, loadTask, parseAllocation } = await import("../../allocation/index.js");
      const { runStudy } = await import("../../study/index.js");
      const { openSearcher } = await import("../searchers.js");
      const models =
        flags.agentModel === undefined ? undefined : (await import("../live-world.js")).openModels(flags, io);
      const { readExperience } = await import("../read-experience.js");
      const learned = await readExperience(flags.experience ?? [], io.cwd);
      const { searcher, agent } = openSearcher(
        flags.reader === undefined ? flags.searcher : `${flags.searcher}@${flags.reader}`,
        models && { client: models.client, model: flags.agentModel ?? "" },
        learned.experience,
      );
      const taskFile = findTask(flags.task, io.cwd);
      const task = loadTask(taskFile);
      requireSamples("search", flags.samples ?? [], task);
      const instead = flags.instead === undefined ? null : parseAllocation(flags.instead, task);
      const space = createSpace(task, {
        ...(flags.budget === undefined ? {} : { budget: budgetUnits(flags.budget) }),
        ...(flags.samples === undefined ? {} : { grid: flags.samples }),
      });
      const questions = flags.questions ?? (flags.world.startsWith("simulate") ? 50 : undefined);
      const world = await openFlaggedWorld(
        "search",
        task,
        questions === undefined ? flags : { ...flags, questions },
        io,
        { taskFile, budget: space.budget, models, others: flags.agentModel === undefined ? [] : [flags.agentModel] },
      );
      try {
        const study = runStudy({
          searcher,
          environment: world.environment,
          space,
          trials: flags.trials,
          seed: flags.seed,
          track: flags.track,
          concurrency: flags.parallel,
          caps: capsOf(flags),
          now: () => performance.now() / 1000,
          signal: io.signal,
          failures: world.kind === "live" ? "stop" : "record",
          resume: flags.resume ?? false,
          about: {
            ...(agent === null ? {} : { agent }),
            ...(learned.about.length === 0 ? {} : { experience: learned.about }),
          },
          ...(flags.log === undefined ? {} : { log: resolve(io.cwd, flags.log) }),
        });
        const possible = await tell(study, world, space, { agent, instead }, flags, io);
        if (flags.figure !== undefined && study.recommend() !== null) {
          const { searchFigure } = await import("../search-figure.js");
          await writeFigure(
            await searchFigure(study.trials, space, { ...world, possible }),
            flags.figure,
            "search --figure",
            io,
          );
        }
        if (study.ending?.kind === "failure" || study.recommend() === null) exitWith(1);
      } finally {
        world.close();
        if (models !== undefined) io.stderr.write((await import("../money.js")).spentLines(models.ledger));
      }
    });
}

/** Runs the search and tells it; gives the true score of the best allocation, `null` where that is not known. */
async function tell(
  study: Study,
  world: FlaggedWorld,
  space: Space,
  { agent, instead }: { readonly agent: string | null; readonly instead: Allocation | null },
  flags: SearchFlags,
  io: Io,
): Promise<number | null> {
  const { allocationKey } = await import("../../allocation/index.js");
  const { trialTable } = await import("../trial-table.js");
  const { paybackOf, paybackText } = await import("../payback.js");
  const { reportText, searchReport } = await import("../search-report.js");
  const { provenancesOf } = await import("../scores-told.js");
  const { truthOf, truthText } = await import("../truth.js");
  const { environment, about, provenance } = world;
  const table = trialTable(space, flags.trials);
  const say = (text: string) => {
    if (!flags.json) io.stdout.write(`${text}\n`);
  };
  const status = (text: string) => {
    if (io.stderr.isTTY === true && !flags.json) io.stderr.write(`\r\u001b[K${text}`);
  };
  await study.open();
  say(`${space.task.name}: ${space.task.title}`);
  say(`${environment.name} (${about}), ${provenance}, ${space.size} allocations within ${space.budget} units`);
  say(`${flags.searcher}${agent === null ? "" : ` (${agent})`}, ${flags.track}, seed ${flags.seed}\n\n${table.header}`);
  const least = space.costOf(space.cheapest);
  if (least < 0)
    io.stderr.write(
      `warning: ${allocationKey(space.cheapest)} costs ${least.toFixed(2)} units: calls far shorter than the base workload cost less than nothing by the cost model, and are counted so\n`,
    );
  status(`trial 1 of ${flags.trials} …`);
  for await (const trial of study) {
    status("");
    say(table.row(trial));
    if (trial.index + 1 < flags.trials) status(`trial ${trial.index + 2} of ${flags.trials} …`);
  }
  status("");
  const { ending, spent, trials } = study;
  const found = study.recommend();
  const { moneySpent, moneyText } = await import("../money.js");
  const money = world.models === null ? "" : moneyText(world.models);
  say(`\n${ending?.why ?? ""}; ${spentText(study, environment, money)}\n`);
  const withoutTruth = found === null ? null : searchReport(space, trials, found, null);
  say(withoutTruth === null ? "nothing to recommend: no trial has a score" : reportText(space, withoutTruth));
  const truth =
    found === null || world.instance === null
      ? null
      : await truthOf(found.allocation, space, world.instance, io.signal);
  const report = withoutTruth === null ? null : { ...withoutTruth, truth };
  const payback =
    found === null || instead === null
      ? null
      : await paybackOf({ space, world, study, found, instead, truth, signal: io.signal });
  const belief = report === null ? null : await beliefOf(flags.searcher, space, trials, flags.track);
  if (flags.json) {
    io.stdout.write(
      `${JSON.stringify(
        {
          task: space.task.name,
          world: environment.name,
          about,
          provenance: provenancesOf(trials),
          searcher: flags.searcher,
          agent,
          track: flags.track,
          seed: flags.seed,
          budget: space.budget,
          allocations: space.size,
          ending,
          // The trials' own sum is another: of what a store held too, and without the agent.
          spent: { ...spent, dollars: world.models === null ? null : moneySpent(world.models) },
          recommended: report,
          ...(belief === null ? {} : { belief }),
          ...(payback === null ? {} : { payback }),
          trials: trials.map(({ index, proposed, questions, outcome, reason }) => ({
            index,
            allocation: allocationKey(proposed),
            units: space.costOf(proposed),
            ...(questions === undefined ? {} : { questions: questions.length }),
            kind: outcome.kind,
            ...(outcome.kind === "scored"
              ? {
                  score: outcome.score,
                  standardError: outcome.standardError,
                  evaluated: allocationKey(outcome.evaluated),
                  ...(outcome.remark === undefined ? {} : { remark: outcome.remark }),
                }
              : { why: outcome.why }),
            ...(reason === undefined ? {} : { reason }),
          })),
        },
        null,
        2,
      )}\n`,
    );
  }
  if (truth !== null) say(`${truthText(truth)}\n`);
  if (payback !== null) say(paybackText(payback));
  if (belief !== null) say((await import("../belief-text.js")).beliefText(belief));
  return truth?.best?.score ?? null;
}

/** What the planner's model believes at the end of a search that follows it; `null` for others. */
async function beliefOf(
  searcher: string,
  space: Space,
  trials: Study["trials"],
  track: Track,
): Promise<PlannerSummary | null> {
  if (!searcher.includes("planner")) return null;
  const { plannerSummary } = await import("../../searchers/index.js");
  const { seenTrials } = await import("../../study/index.js");
  return plannerSummary({ space, trials: seenTrials(trials, track) });
}

function spentText({ spent, resumed, trials }: Study, environment: Environment, money: string): string {
  const { units, plannerCalls, plannerTokens, plannerSeconds, wasted } = spent;
  const unsaid = trials.filter(
    ({ outcome, questions }) =>
      outcome.kind === "scored" && (outcome.questions ?? questions ?? environment.questions) === null,
  ).length;
  return [
    unsaid === 0
      ? `spent ${units.toFixed(0)} units over all questions`
      : `spent ${units.toFixed(0)} units, with one question counted for each of ${unsaid} trials whose scores do not say of how many they are means`,
    ...(money === "" ? [] : [resumed > 0 ? `${money} in this run` : money]),
    ...(plannerCalls > 0 ? [`${plannerCalls} calls of the searcher's own with ${plannerTokens} tokens`] : []),
    `${(plannerSeconds ?? 0).toFixed(2)} s of deciding`,
    ...(wasted > 0 ? [`${wasted} proposals wasted`] : []),
    ...(resumed > 0 ? [`${resumed} trials from the log`] : []),
  ].join(", ");
}

function capsOf({ maxUnits: units, maxSeconds: seconds }: SearchFlags): StudyCaps {
  return { ...(units === undefined ? {} : { units }), ...(seconds === undefined ? {} : { seconds }) };
}

const help = `
A model is behind when its best trial lies below the recommended allocation's by more than 1.96 standard errors; where it was not tried it may lead.
It is too dear when the budget pays for no allocation with it.
With --nearest, a row beyond the budget stands in for nothing; what stood in is told under its trial.
In a simulated world the true scores are told last; the best is looked for among at most ${MOST_ALLOCATIONS.toLocaleString("en-US")} allocations: -k makes them fewer.
With --instead a live world is asked for that allocation's score after the search, unless a trial has it; the calls are told and capped with all others, but are no part of the search's units nor of its log. After a stop, a cap or a failure nothing is asked.
Money (spent.dollars in --json) is what this run paid, the searcher's own model included: not for what the store or the log held. It is null where a model has no price or a reply no count of tokens.
In a live world a failure ends the search and is not kept, as does in any world an --agent-model that gives no reply (exit code 1, ending "failure"): add --log and --store, and --resume goes on from there.

Examples:
  isocompute search --task 2wiki --searcher random --world simulate:3 --budget 1000 --trials 20
  isocompute search --task 2wiki --searcher random --world simulate:3 --log run.jsonl --resume
  isocompute search --task 2wiki --searcher ml-copilot --world simulate:3 --experience hotpotqa.jsonl
  isocompute search --task 2wiki --searcher planner --world simulate:3 --instead "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.1-70B:1"
  isocompute search --task 2wiki --searcher random --world live --base-url http://127.0.0.1:8080/v1 --store 2wiki.db --log run.jsonl`;
