import { simulatedReader } from "isocompute/reader";
import { describe, expect, it } from "vitest";
import { languageMethods, searchWith } from "./capture.js";

describe("the prompts of language methods", () => {
  it.each(Object.entries(languageMethods))("read as written down: %s", async (name, make) => {
    const { proposals } = await searchWith(make(simulatedReader(), "simulated reader"), 9);
    const calls = proposals.flatMap((proposal) => proposal.calls ?? []);
    // The first call of every step, and the latest, which has the longest history.
    const shown = calls.filter(
      (call, i) => i === calls.length - 1 || calls.findIndex((c) => c.step === call.step) === i,
    );
    const transcript = shown.map(({ step, messages, reply }) =>
      [`=== ${step}`, ...messages.map(({ role, text }) => `[${role}]\n${text}`), `[reply]\n${reply}`].join("\n\n"),
    );
    await expect(`${transcript.join("\n\n")}\n`).toMatchFileSnapshot(`prompts/${name}.txt`);
  });
});
