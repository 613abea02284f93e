import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { parseJson, parseWith, readText } from "../core/index.js";
import type { ReportAbout } from "../report/index.js";

const schema = z.strictObject({ lead: z.array(z.string().min(1)), headlines: z.array(z.string().min(1)) });

/**
 * What a lab's report says it is about: notebooks/report.json, `{ "lead": ["…"], "headlines": ["claim-id"] }`; undefined where there is none.
 *
 * @throws DataError for a file of another form
 */
export function reportAboutOf(root: string): ReportAbout | undefined {
  const file = join(root, "notebooks", "report.json");
  if (!existsSync(file)) return undefined;
  return parseWith(schema, parseJson(readText(file), file), { file });
}
