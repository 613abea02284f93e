import fc from "fast-check";
import {
  argumentScores,
  codeCompleteness,
  lexicalConsistency,
  nodeScores,
  normalizeAnswer,
  rougeL,
  scoreAnswer,
  setScores,
  type ToolNode,
  voteOnIds,
} from "isocompute/pipelines";
import { describe, expect, it } from "vitest";

describe("normalizeAnswer(text)", () => {
  it.each([
    ["The U.S.A.", "usa"],
    ["  an  Apple a day ", "apple day"],
    ["Anna and the theatre", "anna and theatre"],
    ["Małgorzata Braunek", "małgorzata braunek"],
    ["à la carte", "à la carte"], // "a" inside a word with an accent is no article
    ["rock-'n'-roll", "rocknroll"],
    ["“quoted”", "“quoted”"], // ASCII punctuation alone, as the original script does
    ["A", ""],
  ])("makes %j %j", (text, normal) => expect(normalizeAnswer(text)).toBe(normal));

  it("is its own normal form wherever no article comes to light by removing another", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const once = normalizeAnswer(text);
        expect(normalizeAnswer(once)).toBe(once);
      }),
      { seed: 6, numRuns: 500 },
    );
  });
});

describe("scoreAnswer(answer, aliases)", () => {
  it("counts words with their multiplicity", () => {
    // prediction "new york new york", gold "new york city": common 2, precision 2/4, recall 2/3
    const scores = scoreAnswer("New York, New York", ["New York City"]);
    expect(scores).toMatchObject({ exactMatch: 0, coverMatch: 0, precision: 0.5, recall: 2 / 3 });
    expect(scores.f1).toBeCloseTo(4 / 7, 12);
  });

  it("takes the best alias, each metric by itself", () => {
    expect(scoreAnswer("the Big Apple", ["New York City", "Big Apple"])).toMatchObject({
      exactMatch: 1,
      coverMatch: 1,
      f1: 1,
    });
    expect(scoreAnswer("in the city of Paris", ["Paris", "city of Paris, France"])).toMatchObject({
      exactMatch: 0,
      coverMatch: 1,
    });
  });

  it("covers whole words only, and does not take yes for no", () => {
    expect(scoreAnswer("in northern France", ["no"])).toMatchObject({ coverMatch: 0, f1: 0 });
    expect(scoreAnswer("no, he did not", ["no"])).toMatchObject({ coverMatch: 1, f1: 0 }); // HotpotQA: a verdict must stand alone for F1
    expect(scoreAnswer("No.", ["no"])).toMatchObject({ exactMatch: 1, f1: 1 });
    expect(scoreAnswer("", ["Paris"])).toEqual({ exactMatch: 0, coverMatch: 0, f1: 0, precision: 0, recall: 0 });
  });

  it("never gives exact match without cover match and F1 of 1, nor anything outside [0, 1]", () => {
    const words = fc
      .array(fc.constantFrom("the", "Paris", "no", "york", "a.b", "x"), { maxLength: 6 })
      .map((list) => list.join(" "));
    fc.assert(
      fc.property(words, fc.array(words, { minLength: 1, maxLength: 3 }), (answer, gold) => {
        const scores = scoreAnswer(answer, gold);
        if (scores.exactMatch === 1) expect([scores.coverMatch, scores.f1]).toEqual([1, 1]);
        for (const value of Object.values(scores)) expect(value >= 0 && value <= 1).toBe(true);
      }),
      { seed: 6, numRuns: 500 },
    );
  });
});

describe("setScores(found, gold)", () => {
  it("counts each thing once, and knows what has no meaning", () => {
    expect(setScores([1, 1, 2, 5], [1, 2, 3])).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 });
    expect(setScores([], [1])).toEqual({ precision: 0, recall: 0, f1: 0 });
    expect(() => setScores([1], [])).toThrow("at least one right item");
  });
});

describe("rougeL(text, reference)", () => {
  it("agrees with Lin's own examples", () => {
    const reference = "police killed the gunman";
    expect(rougeL("police kill the gunman", reference)).toBeCloseTo(3 / 4, 12);
    expect(rougeL("the gunman kill police", reference)).toBeCloseTo(2 / 4, 12);
  });

  it("is symmetric, 1 for a text with itself, 0 for nothing in common", () => {
    const text = fc
      .array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 12 })
      .map((list) => list.join(" "));
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(rougeL(a, b)).toBeCloseTo(rougeL(b, a), 12);
        expect(rougeL(a, a)).toBe(1);
      }),
      { seed: 6 },
    );
    expect(rougeL("x y", "")).toBe(0);
  });
});

describe("nodeScores and argumentScores", () => {
  const call = (task: string, ...args: [string, string][]): ToolNode => ({
    task,
    arguments: args.map(([name, value]) => ({ name, value })),
  });
  const gold = [call("book_flight", ["from", "Oslo"], ["to", "Rome"]), call("get_weather", ["date", "May 1"])];

  it("score tools as sets, and arguments by tool, name and value in any order", () => {
    const found = [call("get_weather", ["date", "May 2"]), call("book_flight", ["to", " Rome"], ["from", "Oslo"])];
    expect(nodeScores(found, gold).f1).toBe(1);
    expect(argumentScores(found, gold)).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 });
  });

  it("give 0, not an error, for an empty prediction (the official code divides by zero and drops the example)", () => {
    expect(nodeScores([], gold).f1).toBe(0);
    expect(argumentScores([], gold)?.f1).toBe(0);
    expect(argumentScores([], [call("pause")])).toBeNull();
    const quoted = [call("get_weather", ["date", "'May 1'"])];
    expect(argumentScores(quoted, gold)?.f1).toBe(0);
  });

  it("tell a value that sits under another tool or name apart", () => {
    expect(argumentScores([call("get_weather", ["from", "Oslo"])], gold)?.f1).toBe(0);
  });
});

describe("codeCompleteness(files)", () => {
  it.each([
    ["x = 1\n", 1],
    ["", 0],
    ["def f():\n  pass\n", 0],
    ["def f(): pass\n", 0],
    ["class A:\n  ...\n", 0],
    ["  raise NotImplementedError('later')\n", 0],
    ["x = 1  # TODO: more\n", 0],
    ["// fixme\n", 0],
    ["bypass = compass + password\npassenger.passes()\n", 1],
    ["print('pass the salt')\n", 1],
    ["todo_list = []\n", 1],
    ['print("* " + todo)\n', 1],
    ["n = 2 * todo\n", 1],
    ["n = count // todo\n", 1],
    ["print('# TODO list')\n", 1],
    ['print("it\\"s # todo")\n', 1],
    ['"""\nA todo list:\n# TODO\n...\npass\n"""\nx = 1\n', 1],
    ["url = 'http://todo'\n", 1],
    ["x = {'a': 1}  # todo\n", 0],
    ["print('a')  # FIXME\n", 0],
    ['it = "it\'s"  # TODO\n', 0],
    ["'''done'''  # TODO\n", 0],
    ["def f():\n  '''Does it.'''\n  ...\n", 0],
    ["if x: raise NotImplementedError  # later\n", 0],
    ["f(); // TODO: more\n", 0],
    ["/*\n * TODO: more\n */\n", 0],
    ["/* done */ x = todo\n", 1],
    ["s = 'open\n# TODO\n", 0],
    ["'''never closed # TODO\npass\n", 1],
  ])("gives %j %i", (code, complete) => expect(codeCompleteness([code])).toBe(complete));

  it("finds a comment behind strings and none within, whatever they hold", () => {
    const inner = fc.constantFrom("# TODO", "// fixme", "/* todo", "pass", "...", "it is", "\\n", "\\\\", "");
    const quote = fc.constantFrom('"', "'", '"""', "'''");
    fc.assert(
      fc.property(fc.array(fc.tuple(inner, quote), { minLength: 1, maxLength: 4 }), (parts) => {
        const code = `x = ${parts.map(([text, q]) => `${q}${text}${q}`).join(" + ")}`;
        expect(codeCompleteness([code])).toBe(1);
        expect(codeCompleteness([`${code}  # todo`])).toBe(0);
        expect(codeCompleteness([`${code}\npass`])).toBe(0);
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});

describe("lexicalConsistency(description, code)", () => {
  it.each([
    ["HTTPServer", "http server"],
    ["parseXMLFile", "parse xml file"],
    ["snakeGame", "snake game"],
    ["SNAKE_GAME", "snake game"],
    ["aBCd", "a b cd"],
    ["ÉtatÉtat", "état état"],
  ])("reads %s as %s", (name, words) => {
    expect(lexicalConsistency(words, name)).toBeCloseTo(1, 12);
  });
});

describe("voteOnIds(selections)", () => {
  it("keeps the most frequent number of the most frequent ids, the first seen among equals", () => {
    expect(voteOnIds([[5], [2, 9], [9, 2], [7]])).toEqual([2]); // sizes 1 and 2 tie, 1 was seen first; 2 and 9 tie, 2 was seen first
    expect(voteOnIds([[], [], [4]])).toEqual([]);
  });

  it("counts an id once per selection (the official code counts repetitions)", () => {
    expect(
      voteOnIds([
        [8, 8, 8],
        [3, 4, 5],
        [3, 4, 5],
      ]),
    ).toEqual([3, 4, 5]);
  });
});
