/** Where in a file something was found; lines and columns count from one. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  /** A column's name in a table, or its number in a text. */
  readonly column?: string | number;
  /** A cell's number in a notebook, counted from one over all cells. */
  readonly cell?: number;
  /** A path inside a JSON document, such as `stages[0].models[2].name`. */
  readonly path?: string;
}

/**
 * Writes a place as people read it: `file:line, column x, cell 3, at stages[0]`.
 *
 * @example
 * formatPlace({ file: "a.csv", line: 3, column: "budget" }); // => "a.csv:3, column budget"
 */
export function formatPlace(place: Place): string {
  const { file, line, column, cell, path } = place;
  let text = line === undefined ? file : `${file}:${line}`;
  if (column !== undefined) text += `, column ${column}`;
  if (cell !== undefined) text += `, cell ${cell}`;
  if (path !== undefined) text += `, at ${path}`;
  return text;
}

/** A file holds what it must not: the message gives the place, what was required and what was found. */
export class DataError extends Error {
  override readonly name = "DataError";
  readonly place: Place;
  constructor(place: Place, message: string, options?: ErrorOptions) {
    super(`${formatPlace(place)}: ${message}`, options);
    this.place = place;
  }
}

/** The user asked for what cannot be done; the command line prints the message alone, without a stack. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
