import type { Mend } from "../mend.js";

export const parentWatch: Mend = {
  name: "parent-watch",
  why: "a kernel whose client was killed lives on, at full load if a cell was running",
  apply({ threadTasks }) {
    threadTasks.add("watch-parent"); // heard even while a cell runs, if there is a control thread
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) process.exit(1);
    }, 500).unref();
  },
};
