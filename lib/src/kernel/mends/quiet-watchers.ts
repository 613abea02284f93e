import type { Mend } from "../mend.js";

const packaged = /[\\/]node_modules(?:[\\/]|$)/;
const declaration = /\.d\.[cm]?ts$/;

export const quietWatchers: Mend = {
  name: "quiet-watchers",
  why: "about 500 files of packages and declarations are watched for changes that never come, or come in vain: what a package did at its import stays until the kernel restarts",
  apply({ compiler }) {
    const { sys } = compiler;
    const { watchFile, watchDirectory } = sys;
    const none = { close() {} };
    if (watchFile)
      sys.watchFile = (path, callback, interval, options) =>
        packaged.test(path) || declaration.test(path) ? none : watchFile.call(sys, path, callback, interval, options);
    // A folder of packages is watched with every folder in it: thousands, where a kernel starts in a project's root.
    if (watchDirectory)
      sys.watchDirectory = (path, callback, recursive, options) =>
        packaged.test(path) ? none : watchDirectory.call(sys, path, callback, recursive, options);
  },
};
