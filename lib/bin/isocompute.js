#!/usr/bin/env node
"use strict";

const { main, stopCode } = require("../dist/cli/index.js");

const interrupted = new AbortController();
let presses = 0;
// The first Ctrl-C lets the command stop cleanly; the second ends it at once.
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(name, () => {
    presses += 1;
    if (presses > 1) process.exit(stopCode(name));
    interrupted.abort(name);
  });
// A reader that closes early, such as `head`, is no error; but work whose messages nobody hears is not done.
for (const [stream, code] of [
  [process.stdout, 0],
  [process.stderr, 1],
])
  stream.on("error", (error) => {
    if (error.code === "EPIPE") process.exit(code);
    throw error;
  });

const io = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: interrupted.signal,
};
main(process.argv.slice(2), io).then((code) => {
  process.exitCode = interrupted.signal.aborted && code === 0 ? stopCode(interrupted.signal.reason) : code;
});
