/** A task as a user writes it in JSON: models by name in one table, stages that refer to them. `parseTask` makes a `Task` of it. */
export interface TaskFile {
  readonly $schema?: string | undefined;
  readonly name: string;
  readonly title: string;
  readonly models: Readonly<Record<string, { readonly parameters: number; readonly checkpoint?: string | undefined }>>;
  readonly stages: readonly StageFile[];
  readonly metric: string;
  readonly samples: { readonly min: number; readonly max: number };
  readonly budget: number;
  readonly budgets?: readonly number[] | undefined;
  readonly examples?: { readonly train: number | null; readonly test: number | null } | undefined;
  readonly sources?: Readonly<Record<string, string>> | undefined;
}

/** One stage of a task file. */
export interface StageFile {
  readonly name: string;
  readonly models: readonly string[];
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly metric?: string | null | undefined;
  readonly aggregate: AggregateFile;
}

/** How a stage of a task file makes one answer of its samples; what `fuse` leaves out is taken from the stage. */
export type AggregateFile =
  | { readonly kind: "vote" }
  | { readonly kind: "best-of-n" }
  | {
      readonly kind: "fuse";
      readonly model?: string | undefined;
      readonly promptTokens?: number | undefined;
      readonly outputTokens?: number | undefined;
      readonly fromSamples?: number | undefined;
    };
