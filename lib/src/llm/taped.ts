import { type LlmClient, wrapping } from "./client.js";
import type { Tape } from "./tape.js";

/**
 * Answers from the tape what it has; asks `live` for the rest and records it. Without a live client a gap answers
 * `unavailable`, never the network. A question asked several times is answered by its takes in order, the last one again
 * and again. Replies that are `unavailable` are not recorded.
 *
 * @example
 * (await taped(createTape())({ model: "any", messages: [] })).kind; // => "unavailable"
 */
export function taped(tape: Tape, live?: LlmClient): LlmClient {
  const played = new Map<unknown, number>();
  return wrapping(live, async (request, signal) => {
    const takes = tape.takes(request);
    const first = takes[0];
    const count = first === undefined ? 0 : (played.get(first) ?? 0);
    const take = takes[count] ?? (live === undefined ? takes.at(-1) : undefined);
    if (take !== undefined) {
      played.set(first, count + 1);
      return take.reply;
    }
    if (live === undefined)
      return {
        kind: "unavailable",
        reason: "tape",
        why: "the tape has no such request, and no live client stands behind it",
      };
    const reply = await live(request, signal);
    if (reply.kind === "unavailable") return reply;
    const { purpose: _, ...asked } = request;
    // By what name the server knew the model is the live client's to say: a tape that is played has no server.
    const { servedAs: _name, ...said } = reply;
    tape.record({ request: asked, reply: said });
    const opening = tape.takes(request)[0];
    played.set(opening, (played.get(opening) ?? 0) + 1);
    return reply;
  });
}
