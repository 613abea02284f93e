import type { Mend } from "../mend.js";

export const quietWatchers: Mend = {
  name: "quiet-watchers",
  why: "about 500 files of node_modules and of the language's own library are watched for changes that never come",
  apply({ compiler }) {
    const { sys } = compiler;
    const watch = sys.watchFile;
    if (!watch) return;
    sys.watchFile = (path, callback, interval, options) =>
      /[\\/]node_modules[\\/]|[\\/]lib\.[\w.]+\.d\.ts$/.test(path)
        ? { close() {} }
        : watch.call(sys, path, callback, interval, options);
  },
};
