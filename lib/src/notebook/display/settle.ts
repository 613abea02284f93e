const DIGITS = 10;

/**
 * What a display holds, with every number at ten significant digits. The last of a double's sixteen are not the same on every version
 * of Node, whose powers (`**`, which a notebook may use) differ by an ulp, and no reader looks at them; what is displayed must not change
 * with Node.
 *
 * @param value plain data; typed arrays keep their type
 */
export function settle<T>(value: T): T {
  return settled(value) as T;
}

function settled(value: unknown): unknown {
  if (typeof value === "number")
    return Number.isFinite(value) && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;
  if (Array.isArray(value)) return value.map(settled);
  if (value instanceof Float64Array) return value.map((number) => settled(number) as number);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, settled(item)]));
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
