/** What a model costs, in dollars per million tokens. */
export interface ModelPrice {
  readonly prompt: number;
  /** Prompt tokens that the server had read before. @default the price of `prompt` */
  readonly cachedPrompt?: number | undefined;
  readonly completion: number;
}

/** Prices by the name that requests use. */
export type Prices = Readonly<Record<string, ModelPrice>>;
