import { once } from "node:events";
import { Command, Option } from "commander";
import { createRng, UsageError } from "../../core/index.js";
import { type FaultKind, faultKinds } from "../../llm/index.js";
import type { Session } from "../io.js";
import { countOption, numberOption } from "../number-options.js";

interface ServeFlags {
  readonly task: string;
  readonly simulated: number;
  readonly questions?: number;
  readonly pipeline?: string;
  readonly data?: string;
  readonly port: number;
  readonly host: string;
  readonly faults?: number;
  readonly faultKinds?: string;
  readonly faultSeed: string;
}

/** `isocompute serve`: simulated models behind OpenAI's protocol. */
export function serveCommand({ io }: Session): Command {
  return new Command("serve")
    .description(
      "serve the models of a simulated world over OpenAI's chat completions, so that a live run needs no model",
    )
    .requiredOption("-t, --task <name>", "a task of data/tasks, here or in a folder above, or the path of a task file")
    .requiredOption(
      "--simulated <n>",
      "the number of the simulated world of the task",
      numberOption({ least: 0, whole: true }),
    )
    .option("-q, --questions <n>", "how many examples the world has (default: 50, or all of --data)", countOption)
    .option("--pipeline <name>", "whose prompts to answer (default: the first whose stages fit the task)")
    .option("--data <file>", "examples in the data set's own format (default: made-up ones)")
    .addOption(
      new Option("-p, --port <n>", "where to listen; 0 takes any free port")
        .default(0)
        .argParser(numberOption({ least: 0, whole: true })),
    )
    .option(
      "--host <address>",
      "on which address; others than this machine's own can be reached from outside",
      "127.0.0.1",
    )
    .option("--faults <rate>", "the share of replies that go wrong, from 0 to 1", numberOption({ least: 0 }))
    .option("--fault-kinds <list>", `which ones, separated by commas, of ${faultKinds.join(", ")} (default: all)`)
    .option("--fault-seed <name>", "fixes which replies go wrong, in order of arrival", "faults")
    .addHelpText("after", help)
    .action(async (flags: ServeFlags) => {
      const { findTask, loadTask } = await import("../../allocation/index.js");
      const { simulatedModels } = await import("../../environments/index.js");
      const { serveModels } = await import("../../llm/index.js");
      const { createActor } = await import("../../pipelines/index.js");
      const { openInstance } = await import("../world.js");
      const { openWorkload } = await import("../pipelines.js");
      const task = loadTask(findTask(flags.task, io.cwd));
      const { pipeline, examples, about } = openWorkload(task, flags, io.cwd);
      const world = openInstance(task, flags.simulated, io.cwd, examples.length);
      const faults =
        flags.faults === undefined
          ? {}
          : {
              faults: {
                rate: shareOf(flags.faults),
                kinds: kindsOf(flags.faultKinds),
                rng: createRng(flags.faultSeed),
              },
            };
      const server = await serveModels(simulatedModels(world.instance, createActor(pipeline, examples)), {
        port: flags.port,
        host: flags.host,
        models: [...new Set(task.stages.flatMap((stage) => stage.models.map(({ name }) => name)))],
        ...faults,
      });
      io.stdout.write(`${server.baseURL}\n`);
      io.stderr.write(`${world.instance.name} (${world.about}), ${pipeline.name}, ${about}; Ctrl-C ends it\n`);
      if (!io.signal.aborted) await once(io.signal, "abort");
      await server.close();
      io.stderr.write(`answered ${server.answered()} calls\n`);
    });
}

function shareOf(rate: number): number {
  if (rate > 1) throw new UsageError(`--faults requires a share from 0 to 1, got ${rate}`);
  return rate;
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
  isocompute serve --task taskbench --simulated 3 --faults 0.3 --fault-kinds busy,reset,truncated
  isocompute evaluate --task 2wiki --world live --base-url http://127.0.0.1:8080/v1 --allocation …`;
