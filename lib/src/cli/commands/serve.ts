import { once } from "node:events";
import { Command, Option } from "commander";
import { createRng, UsageError } from "../../core/index.js";
import { type FaultKind, faultKinds, type LlmClient } from "../../llm/index.js";
import { readerModels, simulatedReaders } from "../../reader/index.js";
import type { Session } from "../io.js";
import { countOption, numberOption } from "../number-options.js";

interface ServeFlags {
  readonly task?: string;
  readonly simulated?: number;
  readonly reader?: boolean;
  readonly questions?: number;
  readonly pipeline?: string;
  readonly data?: string;
  readonly port: number;
  readonly host: string;
  readonly faults?: number;
  readonly faultKinds?: string;
  readonly faultSeed?: string;
}

/** `isocompute serve`: simulated models behind OpenAI's protocol. */
export function serveCommand({ io }: Session): Command {
  return new Command("serve")
    .description(
      "serve simulated models over OpenAI's chat completions, so that a live run needs no model: those of a simulated world, readers for searchers, or both",
    )
    .option("-t, --task <name>", "a task of data/tasks, here or in a folder above, or the path of a task file")
    .option(
      "--simulated <n>",
      "the models of this simulated world of the task, by its number",
      numberOption({ least: 0, whole: true }),
    )
    .option(
      "--reader",
      `simulated readers, which answer the prompts of searchers: ${Object.values(readerModels).join(", ")}`,
    )
    .option("-q, --questions <n>", "how many examples the world has (default: 50, or all of --data)", countOption)
    .option(
      "--pipeline <name>",
      "whose prompts to answer (default: the one that has the stages of the task, and reads its data or is known for it)",
    )
    .option("--data <file>", "examples in the data set's own format (default: made-up ones)")
    .addOption(
      new Option("-p, --port <n>", "where to listen; 0 takes any free port")
        .default(0)
        .argParser(numberOption({ least: 0, most: 65_535, whole: true })),
    )
    .option(
      "--host <address>",
      "on which address; others than this machine's own can be reached from outside",
      "127.0.0.1",
    )
    .option("--faults <rate>", "the share of replies that go wrong, from 0 to 1", numberOption({ least: 0, most: 1 }))
    .option("--fault-kinds <list>", `which ones, separated by commas, of ${faultKinds.join(", ")} (default: all)`)
    .option("--fault-seed <name>", "fixes which replies go wrong, in order of arrival (default: faults)")
    .addHelpText("after", help)
    .action(async (flags: ServeFlags) => {
      if (flags.simulated === undefined && !flags.reader)
        throw new UsageError("serve requires --simulated <n> with --task, or --reader, or both");
      const kinds = kindsOf(flags.faultKinds);
      refuseIdle(flags);
      const { serveModels } = await import("../../llm/index.js");
      const world = flags.simulated === undefined ? null : await openModels(flags, flags.simulated, io);
      const faults =
        flags.faults === undefined
          ? {}
          : {
              faults: {
                rate: flags.faults,
                kinds,
                rng: createRng(flags.faultSeed ?? "faults"),
              },
            };
      const readers = flags.reader ? Object.values(readerModels) : [];
      const models = world?.client;
      const server = await serveModels(flags.reader || models === undefined ? simulatedReaders(models) : models, {
        port: flags.port,
        host: flags.host,
        models: [...new Set([...(world?.models ?? []), ...readers])],
        ...(world === null ? {} : { world: world.world }),
        ...faults,
      });
      io.stdout.write(`${server.baseURL}\n`);
      const served = [...(world === null ? [] : [world.about]), ...(flags.reader ? ["simulated readers"] : [])];
      io.stderr.write(`${served.join("; ")}; Ctrl-C ends it\n`);
      if (!io.signal.aborted) await once(io.signal, "abort");
      await server.close();
      io.stderr.write(`answered ${server.answered()} calls\n`);
    });
}

/** Refuses what would be ignored: options of faults without a share of them, those of a world without a world. */
function refuseIdle(flags: ServeFlags): void {
  const { faultKinds, faultSeed, task, questions, pipeline, data } = flags;
  const refuse = (options: Readonly<Record<string, unknown>>, what: string) => {
    for (const [option, value] of Object.entries(options))
      if (value !== undefined) throw new UsageError(`serve ${option} requires ${what}`);
  };
  if (flags.faults === undefined)
    refuse({ "--fault-kinds": faultKinds, "--fault-seed": faultSeed }, "--faults, the share of replies that go wrong");
  if (flags.simulated === undefined)
    refuse(
      { "--task": task, "--questions": questions, "--pipeline": pipeline, "--data": data },
      "--simulated <n>, the world whose models are served",
    );
}

/** Models to be served, and what is known of them. */
interface Served {
  readonly client: LlmClient;
  readonly models: readonly string[];
  readonly world: string;
  readonly about: string;
}

async function openModels(flags: ServeFlags, number: number, io: Session["io"]): Promise<Served> {
  if (flags.task === undefined) throw new UsageError("serve --simulated requires --task");
  const { findTask, loadTask } = await import("../../allocation/index.js");
  const { simulatedModels, worldName } = await import("../../environments/index.js");
  const { createActor } = await import("../../pipelines/index.js");
  const { openInstance } = await import("../world.js");
  const { openWorkload } = await import("../pipelines.js");
  const taskFile = findTask(flags.task, io.cwd);
  const task = loadTask(taskFile);
  const { pipeline, examples, about } = openWorkload(task, flags, io.cwd);
  const world = openInstance(task, number, [taskFile, io.cwd], examples.length);
  return {
    client: simulatedModels(world.instance, createActor(pipeline, examples)),
    models: task.stages.flatMap((stage) => stage.models.map(({ name }) => name)),
    world: worldName(
      world.instance,
      examples.map((example) => pipeline.key(example)),
    ),
    about: `${world.instance.name} (${world.about}), ${pipeline.name}, ${about}`,
  };
}

function kindsOf(list: string | undefined): readonly FaultKind[] {
  if (list === undefined) return faultKinds;
  return list.split(",").map((name) => {
    const kind = faultKinds.find((one) => one === name.trim());
    if (kind === undefined)
      throw new UsageError(`--fault-kinds requires some of ${faultKinds.join(", ")}, got "${name}"`);
    return kind;
  });
}

const help = `
The address, such as http://127.0.0.1:8080/v1, is the one line on standard output.

Examples:
  isocompute serve --task 2wiki --simulated 7 --port 8080
  isocompute serve --reader --port 8081
  isocompute serve --task taskbench --simulated 3 --faults 0.3 --fault-kinds busy,reset,truncated
  isocompute evaluate --task 2wiki --world live --base-url http://127.0.0.1:8080/v1 --allocation …`;
