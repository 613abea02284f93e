import { AsyncLocalStorage } from "node:async_hooks";

const setters = ["setTimeout", "setInterval", "setImmediate", "queueMicrotask"] as const;

/** Knows for whom the code that runs was started, through calls that come later. */
export interface Owner<T> {
  /** Starts work on behalf of an owner. */
  run<R>(owner: T, work: () => R): R;
  /** On whose behalf the running code is. */
  readonly current: T | undefined;
}

/** Through everything asynchronous. Where cells are terminated, only for Node 24 and later; before, the process would hang or end. */
export function ownerByAsyncCalls<T>(): Owner<T> {
  const storage = new AsyncLocalStorage<T>();
  return {
    run: (owner, work) => storage.run(owner, work),
    get current() {
      return storage.getStore();
    },
  };
}

/**
 * Through the callbacks of timers and microtasks, up to their first `await`; all else counts as the latest owner's.
 * Costs nothing that a terminated call could leave in disorder: the next owner sets it right.
 *
 * @param timers what holds the functions that set them; they are replaced
 */
export function ownerByTimers<T>(timers: typeof globalThis = globalThis): Owner<T> {
  let current: T | undefined;
  const wrapTimer = (name: (typeof setters)[number]): void => {
    type SetTimer = (callback: unknown, ...rest: unknown[]) => unknown;
    const set = timers[name] as SetTimer;
    const following: SetTimer = (callback, ...rest) => {
      if (typeof callback !== "function") return set(callback, ...rest); // which says what is wrong
      const owner = current;
      return set(
        function (this: unknown, ...args: unknown[]) {
          const before = current;
          current = owner;
          try {
            return callback.apply(this, args);
          } finally {
            current = before;
          }
        },
        ...rest,
      );
    };
    const { prototype: _, ...properties } = Object.getOwnPropertyDescriptors(set);
    Object.defineProperties(following, properties); // such as what util.promisify takes instead
    Object.assign(timers, { [name]: following });
  };
  for (const name of setters) wrapTimer(name);
  return {
    run(owner, work) {
      current = owner;
      return work();
    },
    get current() {
      return current;
    },
  };
}
