import { parentPort, workerData } from "node:worker_threads";
import { type Job, type JobSetting, jobRunner } from "./job-runner.js";

// The program of one thread: takes searches, runs them, says what came of them.
const run = jobRunner(workerData as JobSetting);
parentPort?.on("message", async (job: Job) => {
  try {
    parentPort?.postMessage({ kind: "done", row: await run(job) });
  } catch (error) {
    parentPort?.postMessage({ kind: "failed", error });
  }
});
