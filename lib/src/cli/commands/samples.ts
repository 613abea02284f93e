import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { UsageError } from "../../core/index.js";
import type { SampleStore } from "../../environments/index.js";
import type { Session } from "../io.js";

/** `isocompute samples`: what a store of bought samples holds. */
export function samplesCommand(session: Session): Command {
  return new Command("samples")
    .description("list, export and verify a store of bought samples")
    .addCommand(listCommand(session))
    .addCommand(exportCommand(session))
    .addCommand(verifyCommand(session));
}

function listCommand({ io }: Session): Command {
  return new Command("list")
    .description("how many samples of which model for which purpose")
    .argument("<store>", "the store's file")
    .option("--json", "the same as data, and nothing else")
    .action(async (file: string, { json }: { readonly json?: boolean }) => {
      const store = await openExisting(file, io.cwd);
      try {
        type Row = {
          purpose: string;
          model: string;
          provenance: string;
          world: string | null;
          questions: number;
          samples: number;
        };
        const rows = new Map<string, Row>();
        for (const { request, purpose, provenance, world = null, samples } of store.questions()) {
          const key = JSON.stringify([purpose, provenance, world, request.model]);
          const row = rows.get(key) ?? { purpose, model: request.model, provenance, world, questions: 0, samples: 0 };
          rows.set(key, { ...row, questions: row.questions + 1, samples: row.samples + samples.length });
        }
        const totals = store.totals();
        if (json) {
          io.stdout.write(`${JSON.stringify({ totals, rows: [...rows.values()] }, null, 2)}\n`);
          return;
        }
        const { alignedText } = await import("../../report/index.js");
        const columns = [
          { key: "purpose", title: "Purpose" },
          { key: "model", title: "Model" },
          { key: "provenance", title: "Provenance" },
          { key: "world", title: "World" },
          { key: "questions", title: "Questions" },
          { key: "samples", title: "Samples" },
        ];
        const { calls, promptTokens, outputTokens, unmetered } = totals;
        const missing = unmetered === 0 ? "" : `, ${unmetered} calls without a count`;
        io.stdout.write(
          `${alignedText({ columns, rows: [...rows.values()] })}\n${totals.samples} samples in ${calls} calls, ${promptTokens} prompt and ${outputTokens} output tokens${missing}\n`,
        );
      } finally {
        store.close();
      }
    });
}

function exportCommand({ io }: Session): Command {
  return new Command("export")
    .description("write every sample to standard output")
    .argument("<store>", "the store's file")
    .addOption(new Option("-f, --format <format>", "one line per sample").choices(["jsonl", "csv"]).default("jsonl"))
    .action(async (file: string, { format }: { readonly format: "jsonl" | "csv" }) => {
      const { formatCsv } = await import("../../tables/index.js");
      const store = await openExisting(file, io.cwd);
      try {
        if (format === "csv")
          io.stdout.write(
            formatCsv([
              [
                "question",
                "model",
                "purpose",
                "provenance",
                "world",
                "place",
                "finish",
                "output_tokens",
                "text",
                "request",
              ],
            ]),
          );
        for (const { key, request, purpose, provenance, world = null, samples } of store.questions())
          for (const { place, finish, outputTokens, text } of samples)
            io.stdout.write(
              format === "csv"
                ? formatCsv([
                    [
                      key,
                      request.model,
                      purpose,
                      provenance,
                      world,
                      place,
                      finish,
                      outputTokens,
                      text,
                      JSON.stringify(request),
                    ],
                  ])
                : `${JSON.stringify({ question: key, model: request.model, purpose, provenance, world, place, finish, outputTokens, text, request })}\n`,
            );
      } finally {
        store.close();
      }
    });
}

function verifyCommand({ io, exitWith }: Session): Command {
  return new Command("verify")
    .description("look for damage: pages, keys that do not fit their questions, samples without call or question")
    .argument("<store>", "the store's file")
    .action(async (file: string) => {
      const store = await openExisting(file, io.cwd);
      try {
        const faults = store.verify();
        for (const fault of faults) io.stderr.write(`${fault}\n`);
        const { questions, samples } = store.totals();
        io.stdout.write(
          `${samples} samples of ${questions} questions: ${faults.length === 0 ? "all is well" : `${faults.length} faults`}\n`,
        );
        if (faults.length > 0) exitWith(1);
      } finally {
        store.close();
      }
    });
}

/** Looking at a store that is not there must not make one. */
async function openExisting(file: string, from: string): Promise<SampleStore> {
  const path = resolve(from, file);
  if (!existsSync(path)) throw new UsageError(`there is no store ${file}`);
  const { openStore } = await import("../../environments/index.js");
  return openStore(path);
}
