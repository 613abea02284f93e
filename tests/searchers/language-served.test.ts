import { createTape, serveModels, taped } from "isocompute/llm";
import { openAiClient } from "isocompute/llm/openai";
import { readerModels, simulatedReaders } from "isocompute/reader";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { languageMethods, searchWith } from "./capture.js";

let server: Awaited<ReturnType<typeof serveModels>>;
beforeAll(async () => {
  server = await serveModels(simulatedReaders(), { models: Object.values(readerModels) });
});
afterAll(() => server.close());

describe("a search with a served reader", () => {
  it.each(Object.entries(languageMethods))(
    "is the search in process, word for word, and its tape replays it: %s",
    async (_, make) => {
      const here = await searchWith(make(simulatedReaders(), readerModels.medium), 12);
      const tape = createTape();
      const live = openAiClient({ baseURL: server.baseURL, env: {} });
      const there = await searchWith(make(taped(tape, live), readerModels.medium), 12);
      expect(there).toEqual(here);
      expect(there.trials.length).toBe(12);
      expect(await searchWith(make(taped(tape), readerModels.medium), 12)).toEqual(here);
    },
  );
});
