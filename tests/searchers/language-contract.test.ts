import { type ReaderStrength, simulatedReader } from "isocompute/reader";
import { agentHpo, agentTts, agentTtsWithPlanner, mlCopilot, planner, zeroShotSearch } from "isocompute/searchers";
import { describeSearcher } from "../contracts/searcher.js";
import { plainAdvisor } from "./capture.js";

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
describeSearcher(
  "agentTtsWithPlanner()",
  () => agentTtsWithPlanner({ ...asked("weak"), planner: plainAdvisor, batch: 2 }),
  short,
);
describeSearcher(
  "agentTtsWithPlanner() over planner()",
  () => agentTtsWithPlanner({ ...asked("medium"), planner: planner() }),
  { runs: 4, trials: 6 },
);
