/** cli: the command line, one file per subcommand; a function from arguments to an exit code. */
export type { Io, Output, Session } from "./io.js";
export { main } from "./main.js";
export { stopCode } from "./stopped.js";
