import type { Trial } from "./trial.js";

/** How many questions a trial was asked; infinitely many stand for all that the world has. */
export const asked = ({ questions }: Trial): number => questions?.length ?? Number.POSITIVE_INFINITY;
