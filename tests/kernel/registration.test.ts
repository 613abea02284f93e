import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { logo } from "../../lib/src/kernel/spec/logo.js";
import { runCli } from "../cli/run-cli.js";
import { temporaryFolder } from "../temporary-folder.js";

describe("isocompute kernel", () => {
  let home: string;
  let env: Record<string, string>;
  beforeEach(() => {
    home = temporaryFolder("kernel");
    env = { HOME: home, JUPYTER_DATA_DIR: join(home, "data") };
  });
  const spec = (...path: string[]): { argv: string[]; [field: string]: unknown } =>
    JSON.parse(readFileSync(join(home, ...path, "kernel.json"), "utf8"));

  it("installs for the user, lists, and removes", async () => {
    const installed = await runCli(["kernel", "install"], { env });
    expect(installed).toMatchObject({ code: 0, err: "" });
    expect(installed.out).toContain(join(home, "data/kernels/isocompute/kernel.json"));
    const { argv, ...rest } = spec("data/kernels/isocompute");
    expect(argv.slice(-2)).toEqual(["--config-path", "{connection_file}"]);
    expect(argv[0]).toBe(process.execPath);
    expect(argv.find((word) => word.endsWith("launch.js"))).toMatch(/lib\/dist\/kernel\/launch\.js$/);
    expect(rest).toMatchObject({ language: "typescript", interrupt_mode: "message" });
    for (const size of [32, 64])
      expect(existsSync(join(home, `data/kernels/isocompute/logo-${size}x${size}.png`))).toBe(true);
    const listed = JSON.parse((await runCli(["kernel", "list", "--json"], { env })).out);
    expect(listed).toMatchObject([
      { name: "isocompute", works: existsSync(argv.find((word) => word.endsWith("launch.js")) ?? "") },
    ]);
    expect((await runCli(["kernel", "remove"], { env })).code).toBe(0);
    expect(existsSync(join(home, "data/kernels/isocompute"))).toBe(false);
    expect((await runCli(["kernel", "list"], { env })).out).toMatch(/^not registered/);
  });

  it("installs into a prefix under another name, with a heap limit and strict types", async () => {
    const argv = ["kernel", "install", "--prefix", "venv", "--as", "tslab", "--heap", "2048", "--strict"];
    expect((await runCli(argv, { env, cwd: home })).code).toBe(0);
    const { argv: words } = spec("venv/share/jupyter/kernels/tslab");
    expect(words).toContain("--max-old-space-size=2048");
    expect(words.slice(-2)).toEqual(["--mends", "+strict-types"]);
    const removed = await runCli(["kernel", "remove", "tslab", "--prefix", "venv"], { env, cwd: home });
    expect(removed.out).toMatch(/^removed .*venv/);
  });

  it("says what is wrong with a call", async () => {
    const both = await runCli(["kernel", "install", "--user", "--prefix", "x"], { env });
    expect(both).toMatchObject({ code: 2, err: "error: --user and --prefix exclude each other\n" });
    const mend = await runCli(["kernel", "install", "--mends", "all,-typo"], { env });
    expect(mend.code).toBe(1);
    expect(mend.err).toMatch(/mends must be among .* got "typo"/);
    const heap = await runCli(["kernel", "install", "--heap", "12"], { env });
    expect(heap.err).toMatch(/heap to be an integer of at least 256 megabytes, got 12/);
    const name = await runCli(["kernel", "install", "--as", "a b"], { env });
    expect(name).toMatchObject({ code: 2 });
  });

  it("leaves another kernel's registration alone", async () => {
    const folder = join(home, "data/kernels/python3");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "kernel.json"), '{ "argv": ["python3"] }');
    const removed = await runCli(["kernel", "remove", "python3"], { env });
    expect(removed.code).toBe(2);
    expect(removed.err).toMatch(/is another kernel's/);
    expect(existsSync(folder)).toBe(true);
  });
});

describe("logo(size)", () => {
  it("is a PNG of that size whose pixels are whole", () => {
    const png = logo(32);
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([32, 32]);
    const length = png.readUInt32BE(33);
    expect(png.subarray(37, 41).toString()).toBe("IDAT");
    expect(inflateSync(png.subarray(41, 41 + length)).length).toBe(32 * (1 + 32 * 4));
    // The corners are clear, the middle is not.
    const rows = inflateSync(png.subarray(41, 41 + length));
    expect(rows[4]).toBe(0);
    expect(rows[16 * 129 + 1 + 16 * 4 + 3]).toBe(255);
  });
});
