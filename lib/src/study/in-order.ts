/**
 * Runs tasks side by side and gives their results in order. Task `i` starts when the result of task `i - width` was taken, so that
 * what is known when a task starts does not depend on how fast the others are.
 *
 * @param next starts the next task, or says with `null` that there is none
 */
export async function* inOrder<T>(width: number, next: () => Promise<T> | null): AsyncGenerator<T> {
  const running: Promise<T>[] = [];
  for (;;) {
    while (running.length < width) {
      const task = next();
      if (task === null) break;
      task.catch(() => {}); // it is awaited later; until then its failure is nobody's
      running.push(task);
    }
    const first = running.shift();
    if (first === undefined) return;
    yield await first;
  }
}
