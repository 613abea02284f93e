import { type ReaderStrength, simulatedReader } from "isocompute/reader";
import { agentHpo, agentTts, mlCopilot, zeroShotSearch } from "isocompute/searchers";
import { describeSearcher } from "../contracts/searcher.js";

const asked = (strength: ReaderStrength) => ({ client: simulatedReader({ strength }), model: "simulated reader" });
const short = { runs: 15 };

describeSearcher("zeroShotSearch()", () => zeroShotSearch(asked("strong")), short);
describeSearcher(
  'zeroShotSearch({ history: "chat" })',
  () => zeroShotSearch({ ...asked("weak"), history: "chat" }),
  short,
);
describeSearcher("agentHpo()", () => agentHpo(asked("medium")), short);
describeSearcher("mlCopilot()", () => mlCopilot(asked("weak")), short);
describeSearcher("agentTts()", () => agentTts(asked("strong")), short);
describeSearcher("agentTts() without insights", () => agentTts({ ...asked("weak"), insights: [], batch: 3 }), short);
