/** estimators: what repeated samples say about pass@k, majority vote and best-of-n. Exact where a closed form exists. */
export {
  bestOfN,
  bestOfNVerified,
  bestScoreOfN,
  type DrawOptions,
  type NoisyVerifier,
} from "./best-of-n.js";
export { type CurveOptions, type CurvePoint, coverageCurve, type Tally } from "./coverage-curve.js";
export {
  type MajorityVoteOptions,
  majorityVote,
  majorityVoteCurve,
  majorityVoteIid,
  type TieRule,
} from "./majority-vote.js";
export { passAtK, passAtKCurve, passAtKVariance, passHatK } from "./pass-at-k.js";
export { groupByQuestion, type LogEstimator, questionCurves, type SampleRecord, scoreCurve } from "./sample-log.js";
export { type Estimate, type WeightedMajorityOptions, weightedMajority } from "./weighted-majority.js";
export { type VoteOutcome, weightedVote } from "./weighted-vote.js";
