import { join } from "node:path";
import { allocationKey, createSpace, findTask, loadTask, parseAllocation } from "isocompute/allocation";
import { createRng, UsageError } from "isocompute/core";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const task = loadTask(findTask("2wiki", root));

describe("parseAllocation(text, task)", () => {
  it("reads what allocationKey writes", () => {
    for (const name of ["2wiki", "chatdev", "textvqa"]) {
      const space = createSpace(loadTask(findTask(name, root)));
      const rng = createRng(name);
      for (let i = 0; i < 50; i++) {
        const allocation = space.draw(rng);
        expect(parseAllocation(allocationKey(allocation), space.task)).toEqual(allocation);
      }
    }
  });

  it("takes stages in any order, with spaces", () => {
    const text = " Question Answering = Llama-3.2-3B : 50 , Retrieval=Qwen2.5-72B:1 ";
    expect(allocationKey(parseAllocation(text, task))).toBe(
      "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.2-3B:50",
    );
  });

  it.each([
    ["", 'an allocation requires Stage=Model:samples, got ""'],
    ["Retrieval:1", 'an allocation requires Stage=Model:samples, got "Retrieval:1"'],
    [
      "Retreival=Qwen2.5-72B:1",
      '"Retreival" is no stage of task 2wiki ("Retrieval", "Question Answering"); did you mean "Retrieval"?',
    ],
    [
      "Retrieval=Qwen2.5-70B:1",
      '"Qwen2.5-70B" is no model of stage "Retrieval" ("Qwen2.5-7B", "Qwen2.5-32B", "Qwen2.5-72B"); did you mean',
    ],
    ["Retrieval=Llama-3.2-3B:1", '"Llama-3.2-3B" is no model of stage "Retrieval"'],
    ["Retrieval=Qwen2.5-72B:0", 'stage "Retrieval" requires an integer from 1 to 100 for samples, got "0"'],
    ["Retrieval=Qwen2.5-72B:101", 'got "101"'],
    ["Retrieval=Qwen2.5-72B:1.5", 'got "1.5"'],
    ["Retrieval=Qwen2.5-72B:", 'got ""'],
    [
      "Retrieval=Qwen2.5-72B:1",
      'names every stage ("Retrieval", "Question Answering"), "Question Answering" is missing',
    ],
    ["Retrieval=Qwen2.5-72B:1,Retrieval=Qwen2.5-7B:1", 'names each stage once, got "Retrieval" twice'],
  ])("refuses %j", (text, message) => {
    expect(() => parseAllocation(text, task)).toThrow(UsageError);
    expect(() => parseAllocation(text, task)).toThrow(message);
  });
});
