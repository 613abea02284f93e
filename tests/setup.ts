import fc from "fast-check";

/**
 * Laws are tried on the same inputs every time, so that a change is judged by its own merit and not by the day's luck.
 * `FC_SEED=random` hunts for new counterexamples; `FC_SEED=<number>` repeats one.
 */
const wanted = process.env["FC_SEED"] ?? "20250726";
fc.configureGlobal(wanted === "random" ? {} : { seed: Number(wanted) });
