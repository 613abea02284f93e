import type { MimeBundle } from "./bundle.js";

/** What tslab offers to send a display message with; `update` replaces the display of the same id. */
type WriteDisplayData = (
  message: { data: MimeBundle; metadata: object; transient: { display_id?: string } },
  update: boolean,
) => void;

/** How and whether a display can be changed later. */
export interface PublishOptions {
  readonly metadata?: object;
  /** Names the display, so that a later call with `update` replaces it. */
  readonly displayId?: string;
  readonly update?: boolean;
}

/**
 * Sends one display in all its representations to the notebook; outside a kernel writes its text to stdout.
 *
 * tslab's public `display.raw` carries one type as a string; its inner writer carries several, with JSON as objects,
 * which plotly's renderer needs.
 */
export function publish(bundle: MimeBundle, options: PublishOptions = {}): void {
  const { metadata = {}, displayId, update = false } = options;
  const write = kernelWriter();
  if (write === undefined) {
    process.stdout.write(`${String(bundle["text/plain"]).trimEnd()}\n`);
    return;
  }
  const transient = displayId === undefined ? {} : { display_id: displayId };
  write({ data: bundle, metadata, transient }, update);
}

/** Whether this process is a notebook kernel that has begun to run cells. */
export function insideKernel(): boolean {
  return kernelWriter() !== undefined;
}

/** Found among the loaded modules, since the kernel may have its own copy of tslab. */
function kernelWriter(): WriteDisplayData | undefined {
  for (const [path, loaded] of Object.entries(require.cache))
    if (/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(path)) {
      const { lastWriteDisplayData } = (loaded?.exports ?? {}) as { lastWriteDisplayData?: WriteDisplayData | null };
      if (lastWriteDisplayData) return lastWriteDisplayData;
    }
  return undefined;
}
