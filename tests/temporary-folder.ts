import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const folders: string[] = [];

/** A fresh folder in the system's temporary folder, removed when all tests of the file that asked for it are over. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `isocompute-${name}-`));
  folders.push(folder);
  return folder;
}

// Registered first, so it runs last: after the file's own hooks have closed what they hold in there.
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
