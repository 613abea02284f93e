import fc from "fast-check";
import { DataError } from "isocompute/core";
import { parseSampleLog } from "isocompute/tables";
import { describe, expect, it } from "vitest";

const columns = { by: "model", question: "question", correct: "correct" };

describe("parseSampleLog(content, file, columns)", () => {
  it("gives each model's samples in the file's order, from CSV and JSONL alike", () => {
    const csv = "model,question,correct\na,q1,1\nb,q1,0\na,q2,0\n";
    const jsonl = csv
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","))
      .map(([model, question, correct]) => JSON.stringify({ model, question, correct: Number(correct) }))
      .join("\n");
    for (const [text, file] of [
      [csv, "log.csv"],
      [jsonl, "log.jsonl"],
    ] as const) {
      const logs = parseSampleLog(text, file, columns);
      expect([...logs.keys()]).toEqual(["a", "b"]);
      expect(logs.get("a")).toEqual([
        { question: "q1", correct: true },
        { question: "q2", correct: false },
      ]);
    }
  });

  it.each(["t.csv", "t.jsonl", "t.json"])("reads %s with a byte order mark", (name) => {
    const record = '{"model":"a","question":"q1","correct":1}';
    const text = { "t.csv": "model,question,correct\na,q1,1\n", "t.jsonl": record, "t.json": `[${record}]` }[name];
    expect(parseSampleLog(`\uFEFF${text}`, name, columns).get("a")).toEqual([{ question: "q1", correct: true }]);
  });

  it("does not merge ids that are one number in JSON", () => {
    const log = (id: string) => `{"model":"a","question":${id},"correct":1}\n`;
    const big = "12345678901234567001";
    const message = "t.jsonl:2, column question: requires a label, got an integer beyond 2^53";
    expect(() => parseSampleLog(log("7") + log(big), "t.jsonl", columns)).toThrow(DataError);
    expect(() => parseSampleLog(log("7") + log(big), "t.jsonl", columns)).toThrow(message);
    expect(parseSampleLog(log(`"${big}"`) + log("9007199254740991"), "t.jsonl", columns).get("a")).toMatchObject([
      { question: big },
      { question: "9007199254740991" },
    ]);
  });

  it("takes counts apart so that they count up again", () => {
    const counts = fc.array(
      fc.nat(20).chain((n) => fc.record({ n: fc.constant(n + 1), c: fc.nat(n + 1) })),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(counts, (rows) => {
        const text = `q,n,c\n${rows.map(({ n, c }, i) => `p${i},${n},${c}`).join("\n")}\n`;
        const log = parseSampleLog(text, "c.csv", { question: "q", samples: "n", passes: "c" }).get("") ?? [];
        rows.forEach(({ n, c }, i) => {
          const own = log.filter(({ question }) => question === `p${i}`);
          expect([own.length, own.filter(({ correct }) => correct).length]).toEqual([n, c]);
        });
      }),
    );
  });

  it("keeps only the rows that are asked for", () => {
    const text = "model,question,correct,split\na,q1,1,test\na,q2,1,train\n";
    expect(parseSampleLog(text, "l.csv", columns, { where: { split: "test" } }).get("a")).toHaveLength(1);
    expect(() => parseSampleLog(text, "l.csv", columns, { where: { split: "dev" } })).toThrow("split=dev");
  });

  it("says what is wrong and where", () => {
    const counts = { question: "q", samples: "n", passes: "c" };
    const wrong: readonly (readonly [text: string, asked: Parameters<typeof parseSampleLog>[2], message: string])[] = [
      ["model,question,correct\na,q1,2\n", columns, "t.csv:2, column correct: requires 0 or 1"],
      ["model,question,correct\na,,1\n", columns, "t.csv:2, column question: requires a label"],
      ["model,item,correct\na,q1,1\n", columns, "t.csv:1, column question: is missing"],
      ["model,question,correct\n", columns, "t.csv: requires at least one row"],
      [
        'model,note,question,correct\na,"x\ny",q1,1\na,"\n",q2,2\n',
        columns,
        "t.csv:4, column correct: requires 0 or 1",
      ],
      ["q,n,c\np,3,4\n", counts, "t.csv:2, column c: requires an integer in [0, 3], got 4"],
      ["q,n,c\np,1.5,1\n", counts, "t.csv:2, column n: requires an integer"],
      ["q,n,c\np,1e9,1\n", counts, "t.csv:2, column n: requires an integer in [1, 1000000]"],
      ["q,n,c\np,3,1\np,3,1\n", counts, "t.csv:3, column q: requires each question once, got p again"],
    ];
    for (const [text, asked, message] of wrong) {
      expect(() => parseSampleLog(text, "t.csv", asked), text).toThrow(DataError);
      expect(() => parseSampleLog(text, "t.csv", asked), text).toThrow(message);
    }
    const log = "model,question,correct\na,q1,1\n";
    expect(() => parseSampleLog(log, "t.csv", { question: "question" })).toThrow(RangeError);
    expect(() => parseSampleLog(log, "t.csv", { question: "question", samples: "n" })).toThrow(RangeError);
  });

  it("does not mix the filters of a log of lm-evaluation-harness", () => {
    const line = (filter: string) => JSON.stringify({ doc_id: 0, resps: [["4"]], filter, exact_match: 1 });
    const text = `${line("strict")}\n${line("flexible")}\n`;
    const asked = { question: "question", correct: "correct" };
    expect(() => parseSampleLog(text, "s.jsonl", asked)).toThrow("2 filters (strict, flexible)");
    expect(parseSampleLog(text, "s.jsonl", asked, { where: { filter: "strict" } }).get("")).toHaveLength(1);
    expect(parseSampleLog(text, "s.jsonl", { ...asked, by: "filter" }).size).toBe(2);
  });
});
