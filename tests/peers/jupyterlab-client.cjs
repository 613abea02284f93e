// Drives a kernel as JupyterLab does, by its own client. Usage: jupyterlab-client.cjs <node_modules> <base url> <token> <kernel>;
// cells to be stopped come by stdin, as an object of their names and sources.
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");
const [modules, baseUrl, token, name] = process.argv.slice(2);
const load = createRequire(join(modules, "x.js"));
const { KernelManager, ServerConnection } = load("@jupyterlab/services");
const settings = ServerConnection.makeSettings({
  baseUrl,
  wsUrl: baseUrl.replace("http", "ws"),
  token,
  WebSocket: load("ws"),
  appendToken: true,
});
const stuck = JSON.parse(readFileSync(0, "utf8"));

async function run(kernel, code, during) {
  const future = kernel.requestExecute({ code });
  const outcome = { result: undefined, ename: undefined, stdout: "" };
  future.onIOPub = ({ header, content }) => {
    if (header.msg_type === "execute_result") outcome.result = content.data["text/plain"];
    if (header.msg_type === "error") outcome.ename = content.ename;
    if (header.msg_type === "stream") outcome.stdout += content.text;
  };
  if (during) setTimeout(during, 700);
  outcome.status = (await future.done).content.status;
  return outcome;
}

async function main() {
  const manager = new KernelManager({ serverSettings: settings });
  const kernel = await manager.startNew({ name });
  const info = await kernel.info;
  const outcomes = { language: info.language_info.name, interrupts: {} };
  outcomes.value = await run(kernel, "let keep = 41; keep + 1");
  outcomes.error = await run(kernel, "throw new RangeError('why')");
  for (const [what, code] of Object.entries(stuck)) {
    const cell = await run(kernel, code, () => kernel.interrupt());
    outcomes.interrupts[what] = { ename: cell.ename, keeps: (await run(kernel, "keep + 1")).result };
  }
  outcomes.lines = (await run(kernel, "for (let i = 0; i < 20000; i++) console.log(i)")).stdout.split("\n").length;
  await kernel.restart();
  outcomes.afterRestart = await run(kernel, "typeof (globalThis as any).keep");
  await kernel.shutdown();
  console.log(JSON.stringify(outcomes));
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
