/** llm/openai: the one place that touches the network: any server that speaks OpenAI's chat completions. */
export { type OpenAiOptions, openAiClient } from "./openai-client.js";
export { type Served, servedByUs } from "./served-by-us.js";
