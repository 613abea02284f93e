/** How the official search code lays its tables of outcomes out: one row per run, a model and a number of samples per stage. */
export interface OfficialLayout {
  /** By stage, in order: the columns of its model and its number of samples. */
  readonly stages: readonly (readonly [model: string, samples: string])[];
  /** How many questions the row's means are over, where the layout says so. */
  readonly examples: string | null;
  /** How many questions failed and were left out of the means. */
  readonly failures: string | null;
  /** Every metric of the layout; a task uses those that its stages name. */
  readonly metrics: readonly string[];
}

/** The three layouts, for question answering over retrieved text, tool planning, and software. */
export const officialLayouts: readonly OfficialLayout[] = [
  {
    stages: [
      ["retrieve_model_name", "retrieve_samples"],
      ["generate_model_name", "generate_samples"],
    ],
    examples: "examples",
    failures: null,
    metrics: ["Gen_EM", "Gen_F1", "Gen_Precision", "Gen_Recall", "Ret_ACC", "Ret_F1", "Ret_Precision", "Ret_Recall"],
  },
  {
    stages: [
      ["decomposer_model_name", "decompose_samples"],
      ["api_selection_model_name", "api_selection_samples"],
      ["parameter_selection_model_name", "parameter_selection_samples"],
    ],
    examples: null,
    failures: "unsuccess_num",
    metrics: ["step_rougeL", "step_bertscore_f1", "node_f1", "argument_f1"],
  },
  {
    stages: [
      ["coding_model", "coding_sampling"],
      ["review_model", "review_sampling"],
      ["test_model", "test_sampling"],
    ],
    examples: null,
    failures: "unsuccess_count",
    metrics: ["mean_completeness", "mean_consistency", "mean_executability"],
  },
];

/** Every column of a layout, in its order. */
export function officialColumns(layout: OfficialLayout): string[] {
  const { stages, examples, failures, metrics } = layout;
  return [examples, ...stages.flat(), ...metrics, failures].filter((column) => column !== null);
}

/** What a row says of examples that failed. */
export function failuresRemark(count: number): string {
  return `${count} examples failed and are not in the mean`;
}

/** The number in such a remark; null if it says something else. */
export function failuresIn(remark: string): number | null {
  const count = Number.parseInt(remark, 10);
  return remark === failuresRemark(count) ? count : null;
}
