import { type Prices, UsageError } from "../core/index.js";
import type { LiveFlags } from "./live-options.js";

/**
 * Refuses a cap on money that could not be held: before the first request, as each call of a model without a price would fail in the
 * middle of the run, after others were paid for.
 *
 * @param models that may be asked
 * @throws UsageError with the file and every model that it has no price of
 */
export function requirePrices(flags: LiveFlags, prices: Prices | undefined, models: readonly string[]): void {
  if (flags.maxCost === undefined) return;
  const without = [...new Set(models)].filter((model) => !Object.hasOwn(prices ?? {}, model));
  if (without.length > 0)
    throw new UsageError(
      `--max-cost requires a price of every model that may be asked, ${flags.prices} has none of ${without.join(", ")}`,
    );
}
