import { z } from "zod";
import { DataError } from "../../core/index.js";
import type { QaExample } from "../retrieval-qa/qa-example.js";
import { readRecords } from "./read-records.js";

/** Candidates by search, as the test-time-scaling files hold them. */
const searched = z.object({
  question: z.string().min(1),
  answers: z.array(z.string()).min(1),
  ctxs_candidate: z.array(z.string()).min(1),
  ctxs_gt: z.array(z.string()),
});

/** The distributed files of 2WikiMultiHopQA and HotpotQA: paragraphs under titles, of which some support the answer. */
const distributed = z.object({
  _id: z.string().min(1),
  question: z.string().min(1),
  answer: z.string(),
  context: z.array(z.tuple([z.string(), z.array(z.string())])).min(1),
  supporting_facts: z.array(z.tuple([z.string(), z.int()])),
});

/**
 * Reads 2WikiMultiHopQA or HotpotQA: either the distributed JSON (`_id`, `question`, `answer`, `context`, `supporting_facts`; a
 * paragraph is one passage, led by its title), or lists with searched candidates (`question`, `answers`, `ctxs_candidate`, `ctxs_gt`).
 *
 * @throws DataError with file and path if a record is neither, or a gold passage is not among the candidates
 * @see Ho et al. 2020, arXiv 2011.01060; Yang et al. 2018, arXiv 1809.09600
 * @example
 * ```ts no-run
 * const examples = loadMultiHop("hotpot_dev_distractor_v1.json");
 * ```
 */
export function loadMultiHop(path: string): QaExample[] {
  return readRecords(
    path,
    z.union([searched, distributed], {
      error:
        "requires a record of a multi-hop file: question with answers, ctxs_candidate, ctxs_gt; or _id, question, answer, context, supporting_facts",
    }),
  ).map((record, index) => {
    const place = { file: path, path: `[${index}]` };
    if ("context" in record) {
      const titles = record.context.map(([title]) => title);
      const gold = [...new Set(record.supporting_facts.map(([title]) => title))].map((title) => {
        const position = titles.indexOf(title);
        if (position === -1)
          throw new DataError(
            place,
            `requires every supporting title among the paragraphs, found none called "${title}"`,
          );
        return position;
      });
      return {
        id: record._id,
        question: record.question,
        passages: record.context.map(([title, sentences]) => `${title}: ${sentences.join("").trim()}`),
        gold,
        answers: [record.answer],
      };
    }
    const gold = [...new Set(record.ctxs_gt)].map((passage) => {
      const position = record.ctxs_candidate.indexOf(passage);
      if (position === -1)
        throw new DataError(
          place,
          `requires every gold passage among the candidates, found none equal to "${passage.slice(0, 60)}…"`,
        );
      return position;
    });
    return {
      id: String(index),
      question: record.question,
      passages: record.ctxs_candidate,
      gold,
      answers: [...new Set(record.answers)],
    };
  });
}
