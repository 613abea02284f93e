import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { DataError, parseJson, parseWith, readText } from "../../core/index.js";
import type { VisualExample } from "../visual-qa/visual-qa.js";

const file = z.object({
  data: z.array(
    z.object({
      question_id: z.union([z.number(), z.string()]),
      question: z.string().min(1),
      image_id: z.string().min(1),
      flickr_300k_url: z.string().optional(),
      flickr_original_url: z.string().optional(),
      answers: z.array(z.string()).min(1),
    }),
  ),
});

/**
 * Reads TextVQA (`data` with `question_id`, `question`, `image_id`, `answers`). Images are taken from a folder, as data inside the
 * request, or else named by the address in the file, which the server then has to fetch.
 *
 * @param options the folder that holds `<image_id>.jpg`, and how many questions to read
 * @throws DataError with file and path if an image has neither file nor address
 * @see Singh et al. 2019, arXiv 1904.08920
 * @example
 * ```ts no-run
 * const examples = loadTextVqa("TextVQA_0.5.1_val.json", { images: "train_images", limit: 100 });
 * ```
 */
export function loadTextVqa(
  path: string,
  options: { readonly images?: string; readonly limit?: number } = {},
): VisualExample[] {
  const { images, limit } = options;
  const { data } = parseWith(file, parseJson(readText(path), path), { file: path });
  return data.slice(0, limit).map((record, index) => {
    const local = images === undefined ? null : join(images, `${record.image_id}.jpg`);
    const address = record.flickr_300k_url ?? record.flickr_original_url;
    const image =
      local !== null && existsSync(local)
        ? `data:image/jpeg;base64,${readFileSync(local).toString("base64")}`
        : images === undefined
          ? address
          : undefined;
    if (image === undefined)
      throw new DataError(
        { file: path, path: `data[${index}]` },
        `requires the image ${record.image_id}, found neither ${local ?? "a folder of images"} nor an address to use`,
      );
    return { id: String(record.question_id), question: record.question, image, answers: record.answers };
  });
}
