import { type Command, Option } from "commander";
import { countOption, numberOption } from "./number-options.js";

/** What a live world takes from the command line. */
export interface LiveFlags {
  readonly pipeline?: string;
  readonly data?: string;
  readonly questions?: number;
  readonly baseUrl?: string;
  readonly keyVariable?: string;
  readonly jsonReplies?: "schema" | "object" | "prompt";
  readonly perRequest?: number;
  readonly concurrency?: number;
  readonly timeout?: number;
  readonly attempts?: number;
  readonly retryRefusals?: boolean;
  readonly store?: string;
  readonly prices?: string;
  readonly maxCost?: number;
  readonly maxTokens?: number;
  readonly maxRequests?: number;
}

/** The options of a live world, for help texts and for refusing them elsewhere. */
export function liveOptions(): Option[] {
  return [
    new Option("--base-url <url>", "live: where the server's protocol starts (default: OpenAI's)"),
    new Option("--key-variable <name>", "live: the environment variable that holds the key (default: OPENAI_API_KEY)"),
    new Option(
      "--pipeline <name>",
      "live: the pipeline (default: the one that has the stages of the task, and reads its data or is known for it)",
    ),
    new Option("--data <file>", "live: examples in the data set's own format (default: 50 made-up ones)"),
    new Option("--store <file>", "live: keep every reply here, so that it is bought once and a stopped run goes on"),
    new Option(
      "--prices <file>",
      'live: dollars per million tokens by model, { "NAME": { "prompt": 0.1, "completion": 0.3 } }',
    ),
    new Option(
      "--max-cost <dollars>",
      "live: stop before the call that could spend more; requires --prices of every model",
    ).argParser(numberOption({ above: 0 })),
    new Option("--max-tokens <n>", "live: stop before the call that could use more tokens").argParser(countOption),
    new Option("--max-requests <n>", "live: stop before sending more requests").argParser(countOption),
    new Option("--per-request <n>", "live: samples asked for at once (default: 1)").argParser(countOption),
    new Option("--concurrency <n>", "live: requests under way at once (default: 16)").argParser(countOption),
    new Option("--timeout <seconds>", "live: how long one reply may take (default: 600)").argParser(
      numberOption({ least: 0.001, most: 2_147_483 }),
    ),
    new Option("--attempts <n>", "live: tries of a request in all (default: 6)").argParser(countOption),
    new Option("--retry-refusals", "live: ask again after a refusal too"),
    new Option("--json-replies <how>", "live: how JSON is asked for (default: schema)").choices([
      "schema",
      "object",
      "prompt",
    ]),
  ];
}

/** Adds the options of a live world to a command. */
export function withLiveOptions(command: Command): Command {
  for (const option of liveOptions()) command.addOption(option);
  return command;
}
