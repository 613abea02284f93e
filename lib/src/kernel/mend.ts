import type { Seams } from "./seams.js";

/** One fault of the engine and its cure; each can be left out without the others. */
export interface Mend {
  readonly name: string;
  /** What goes wrong on the engine alone, in one sentence. */
  readonly why: string;
  /** Takes hold of the seams; called once, before the engine starts. */
  apply(seams: Seams): void;
}

/** Replaces a method by one that knows the original. */
export function wrap<T extends object, K extends keyof T>(target: T, key: K, make: (original: T[K]) => T[K]): void {
  target[key] = make(target[key]);
}
