import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { reportAboutOf } from "../../lib/src/cli/report-about.js";
import { temporaryFolder } from "../temporary-folder.js";

describe("reportAboutOf(root)", () => {
  const root = temporaryFolder("report-about");
  const file = join(root, "notebooks", "report.json");

  it("is nothing without a file, and what the file says with one", () => {
    expect(reportAboutOf(root)).toBeUndefined();
    mkdirSync(join(root, "notebooks"));
    writeFileSync(file, '{ "lead": ["One."], "headlines": ["a-claim"] }');
    expect(reportAboutOf(root)).toEqual({ lead: ["One."], headlines: ["a-claim"] });
  });

  it("names every fault of the file, with its place", () => {
    writeFileSync(file, '{ "lead": ["", "Two."], "headline": [] }');
    expect(() => reportAboutOf(root)).toThrow(
      new RegExp(
        [
          `^${file}, at lead\\[0\\]: .*, got ""`,
          "also at headlines: .* \\(it is missing\\)",
          "also at headline: is not a known field$",
        ].join("\n {2}"),
      ),
    );
  });
});
