import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { DataError, type Place, parseJson, parseWith, readText } from "../../core/index.js";
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
 * Reads TextVQA (`data` with `question_id`, `question`, `image_id`, `answers`). With a folder of images, all are taken from there, as data
 * inside the request; without one, all are named by the addresses in the file, which the server then has to fetch.
 *
 * @param options the folder that holds `<image_id>.jpg`, and how many questions to read
 * @throws DataError with file and path if the folder does not hold an image, or without a folder an image has no address
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
    const place = { file: path, path: `data[${index}]` };
    const image = images === undefined ? addressOf(record, place) : readImage(images, record.image_id, place);
    return { id: String(record.question_id), question: record.question, image, answers: record.answers };
  });
}

function addressOf(record: z.infer<typeof file>["data"][number], place: Place): string {
  const address = record.flickr_300k_url ?? record.flickr_original_url;
  if (address === undefined)
    throw new DataError(place, `requires an address of the image ${record.image_id}, or a folder that holds it`);
  return address;
}

function readImage(folder: string, id: string, place: Place): string {
  const local = join(folder, `${id}.jpg`);
  if (!existsSync(local)) throw new DataError(place, `requires the image ${id}, found no ${local}`);
  return `data:image/jpeg;base64,${readFileSync(local).toString("base64")}`;
}
