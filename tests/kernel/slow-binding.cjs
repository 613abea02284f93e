/**
 * Preloaded into a kernel, it makes what happens to few kernels of many happen to all: the thread that binds a socket is held up after the
 * socket has begun to listen, so that clients connect and ask while zeromq.js still calls the socket blocked. SLOW_BINDING: milliseconds.
 */
const { createRequire } = require("node:module");
const { setTimeout: sleep } = require("node:timers/promises");
const zeromq = createRequire(require.resolve("tslab/package.json"))("zeromq");

const blocked = new WeakSet();
for (const type of [zeromq.Publisher, zeromq.Router, zeromq.Reply]) {
  replace(
    type.prototype,
    "bind",
    () =>
      async function (address) {
        this.bindSync(address);
        blocked.add(this);
        await sleep(Number(process.env.SLOW_BINDING));
        blocked.delete(this);
      },
  );
  for (const use of ["send", "receive"])
    replace(
      type.prototype,
      use,
      (original) =>
        function (...values) {
          if (!blocked.has(this)) return original?.apply(this, values);
          throw Object.assign(new Error("Socket is blocked by a bind or unbind operation"), { code: "EBUSY" });
        },
    );
}

/** The native methods cannot be assigned to, only defined anew. */
function replace(target, name, make) {
  Object.defineProperty(target, name, { configurable: true, value: make(target[name]) });
}
