/**
 * A notebook in memory, nbformat 4: the names are the format's own. Texts are joined strings here; the file holds them as lists of lines.
 *
 * @see https://nbformat.readthedocs.io/en/latest/format_description.html
 */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: NotebookMetadata;
  readonly nbformat: 4;
  readonly nbformat_minor: number;
}

export interface NotebookMetadata {
  readonly kernelspec?: { readonly name: string; readonly display_name?: string; readonly language?: string };
  readonly language_info?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

export type Cell = CodeCell | TextCell;

export interface CodeCell {
  readonly cell_type: "code";
  /** 1 to 64 letters, digits, `-` or `_`; unique in the notebook. */
  readonly id: string;
  readonly metadata: CellMetadata;
  readonly source: string;
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}

/** Markdown or raw text: never run. */
export interface TextCell {
  readonly cell_type: "markdown" | "raw";
  readonly id: string;
  readonly metadata: CellMetadata;
  readonly source: string;
  readonly attachments?: Readonly<Record<string, MimeBundle>>;
}

export interface CellMetadata {
  readonly tags?: readonly string[];
  /** Seconds this cell may run, above the option of the run; 0 for no limit. */
  readonly timeout?: number;
  readonly [key: string]: unknown;
}

export type MimeBundle = Readonly<Record<string, unknown>>;

export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

export interface StreamOutput {
  readonly output_type: "stream";
  readonly name: string;
  readonly text: string;
}

export interface DisplayOutput {
  readonly output_type: "display_data";
  readonly data: MimeBundle;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface ResultOutput {
  readonly output_type: "execute_result";
  readonly execution_count: number | null;
  readonly data: MimeBundle;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface ErrorOutput {
  readonly output_type: "error";
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}
