/** kernel: the TypeScript kernel of the notebooks. tslab's engine, started with its faults mended; and its registration with Jupyter. */
export { launcherPath } from "./launcher-path.js";
