import { type Command, Option } from "commander";
import type { Allocation, Task } from "../allocation/index.js";
import { type BudgetUnits, type Provenance, provenances, UsageError } from "../core/index.js";
import type { Io } from "./io.js";
import { type LiveFlags, liveOptions, withLiveOptions } from "./live-options.js";
import type { LiveModels } from "./live-world.js";
import { countOption, numberOption } from "./number-options.js";
import { requirePrices } from "./require-prices.js";
import type { OpenWorld } from "./world.js";

/** What a world, of whatever kind, takes from the command line. */
export interface WorldFlags extends LiveFlags {
  readonly world: string;
  readonly expectation?: boolean;
  readonly anew?: boolean;
  readonly run?: number;
  readonly nearest?: number;
  readonly skipGaps?: boolean;
  readonly provenance?: Provenance;
}

/** A world that a command has open. */
export interface FlaggedWorld extends OpenWorld {
  readonly kind: "simulate" | "replay" | "live";
  /** Those that it, or others beside it, ask for money; `null` where nobody does. */
  readonly models: LiveModels | null;
  /** Ends it, and tells what was spent. */
  close(): void;
}

/** Adds `--world` and the options of every kind of world to a command. */
export function withWorldOptions(command: Command, questions: string): Command {
  command
    .requiredOption(
      "-w, --world <world>",
      "simulate:N, a simulated world of the task; replay:FILE, a table of outcomes; live, a pipeline with models behind a server",
    )
    .option("-q, --questions <n>", `only the first n questions (default: ${questions})`, countOption)
    .option("--expectation", "simulated: exact chances in place of drawn samples")
    .option("--anew", "simulated: every allocation draws samples of its own, in place of samples that all share")
    .option(
      "--run <n>",
      "simulated: which repetition of the draw (default: 0)",
      numberOption({ least: 0, whole: true }),
    )
    .option(
      "--nearest <distance>",
      "replayed: take the nearest row with the same models, if the logarithms of its numbers of samples differ by at most this in sum",
      numberOption({ least: 0 }),
    )
    .option("--skip-gaps", "replayed by question: take the mean over the questions that were measured")
    .addOption(
      new Option(
        "--provenance <word>",
        "replayed: where the scores of a table are from that does not say (default: measured)",
      ).choices(provenances),
    );
  return withLiveOptions(command);
}

/** What of a world the caller knows or has. */
export interface OpenOptions {
  /** Where the task is from. */
  readonly taskFile: string;
  /** The one that will be tried, to tell how long a live world may take. @default not known */
  readonly allocation?: Allocation | null;
  /** Where one is searched within: dearer rows of a table do not stand in for others. @default none */
  readonly budget?: BudgetUnits;
  /** Models that a live world shares with whoever else asks them; the server's options then also fit other worlds. */
  readonly models?: LiveModels | undefined;
  /** Which of them others ask, whatever the world. @default none */
  readonly others?: readonly string[];
}

/**
 * Opens the world that a command's flags name.
 *
 * @param name of the command, for errors
 */
export async function openFlaggedWorld(
  name: string,
  task: Task,
  flags: WorldFlags,
  io: Io,
  { taskFile, allocation = null, budget, models, others = [] }: OpenOptions,
): Promise<FlaggedWorld> {
  const { questions } = flags;
  if (flags.world === "live") {
    refuseMisplaced(name, flags, "live");
    const { openLive, openModels, tellProgress } = await import("./live-world.js");
    const { spentLines } = await import("./money.js");
    const opened = models ?? openModels(flags, io);
    const asked =
      allocation?.map(({ model }) => model) ?? task.stages.flatMap(({ models }) => models.map(({ name }) => name));
    requirePrices(flags, opened.prices, [...asked, ...others]);
    const world = await openLive(task, flags, io, opened);
    const count = world.environment.questions ?? 0;
    const calls = allocation === null ? null : count * allocation.reduce((sum, one) => sum + one.samples + 1, 0);
    const stop = calls === null ? () => {} : tellProgress(world, io, calls);
    return {
      environment: world.environment,
      about: world.about,
      provenance: world.provenance,
      instance: null,
      kind: "live",
      models: opened,
      close() {
        stop();
        world.close();
        if (models === undefined) io.stderr.write(spentLines(world.ledger));
      },
    };
  }
  requirePrices(flags, models?.prices, models === undefined ? [] : others);
  const { openWorld, parseWorld } = await import("./world.js");
  if (flags.anew && flags.expectation)
    throw new UsageError(`${name} requires --anew or --expectation, not both: exact chances draw nothing`);
  if (flags.run !== undefined && flags.expectation)
    throw new UsageError(`${name} requires --run or --expectation, not both: exact chances have no repetitions`);
  const spec = parseWorld(flags.world, " or live (models behind a server)");
  refuseMisplaced(name, flags, spec.kind, models !== undefined);
  const opened = openWorld(spec, task, io.cwd, {
    taskFile,
    ...(questions === undefined ? {} : { questions }),
    ...(flags.expectation ? { draw: "expectation" } : flags.anew ? { draw: "anew" } : {}),
    ...(flags.run === undefined ? {} : { run: flags.run }),
    ...(flags.nearest === undefined ? {} : { nearest: flags.nearest }),
    ...(budget === undefined ? {} : { budget }),
    skipGaps: flags.skipGaps ?? false,
    ...(flags.provenance === undefined ? {} : { provenance: flags.provenance }),
  });
  return { ...opened, kind: spec.kind, models: models ?? null, close() {} };
}

/** What of the live options is about the server, not the world. */
const ofServers = [
  "--base-url",
  "--key-variable",
  "--prices",
  "--max-cost",
  "--max-tokens",
  "--max-requests",
  "--concurrency",
  "--timeout",
  "--attempts",
  "--retry-refusals",
  "--json-replies",
];

function refuseMisplaced(
  name: string,
  flags: WorldFlags,
  kind: "simulate" | "replay" | "live",
  asksModels = false,
): void {
  const places: readonly (readonly [string, "simulate" | "replay" | "live", boolean])[] = [
    ["--expectation", "simulate", flags.expectation === true],
    ["--anew", "simulate", flags.anew === true],
    ["--run", "simulate", flags.run !== undefined],
    ["--nearest", "replay", flags.nearest !== undefined],
    ["--provenance", "replay", flags.provenance !== undefined],
    ["--skip-gaps", "replay", flags.skipGaps === true],
    ...liveOptions().map(
      (option) => [option.long ?? "", "live", Reflect.get(flags, option.attributeName()) !== undefined] as const,
    ),
  ];
  const words = { simulate: "simulated", replay: "replayed", live: "live" };
  for (const [option, place, given] of places)
    if (given && place !== kind && !(asksModels && ofServers.includes(option)))
      throw new UsageError(`${name} ${option} requires a ${words[place]} world`);
}
