import { UsageError } from "../../core/index.js";
import { filtersOf, hasValues, type ScoreRow } from "../../tables/index.js";

/**
 * Keeps the rows whose columns have the given values, from texts such as `filter=strict-match`.
 *
 * @param apart the column by which the rows are told apart afterwards
 */
export function rowsWhere(
  rows: readonly ScoreRow[],
  conditions: readonly (readonly [string, string])[],
  apart: string | undefined,
): readonly ScoreRow[] {
  const kept = rows.filter((row) => hasValues(row, conditions));
  if (kept.length === 0)
    throw new UsageError(`no row has ${conditions.map(([column, value]) => `${column}=${value}`).join(" and ")}`);
  const filters = filtersOf(kept, apart);
  if (filters.length > 1)
    throw new UsageError(
      `the log scores each question by ${filters.length} filters; choose one: ${filters.map((f) => `--where filter=${f}`).join(" or ")}`,
    );
  return kept;
}

/** `name=value` pairs of --where. */
export function parseConditions(texts: readonly string[]): readonly (readonly [string, string])[] {
  return texts.map((text) => {
    const cut = text.indexOf("=");
    if (cut < 1) throw new UsageError(`--where requires column=value, got "${text}"`);
    return [text.slice(0, cut), text.slice(cut + 1)] as const;
  });
}
