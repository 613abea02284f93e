import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeMessage, encodeMessage } from "../../lib/src/notebook/wire.js";

const key = "c0ffee-0123456789";
const header = {
  msg_id: "1",
  msg_type: "status",
  session: "s",
  username: "u",
  date: "2026-01-01T00:00:00.000Z",
  version: "5.3",
};
const message = { header, parent_header: { msg_id: "p" }, metadata: {}, content: { text: "é∑ \n" } };

describe("encodeMessage(message, key)", () => {
  it("signs as jupyter_client 7.4.9 does", () => {
    // jupyter_client.session.Session(key=…).sign of the same four frames
    expect(encodeMessage(message, key)[1]?.toString()).toBe(
      "06fe1ac3b905ee09f69ac0f879bd0ac5499367bc6cab276a37e1cc128647657e",
    );
  });
});

describe("decodeMessage(frames, key)", () => {
  const frames = encodeMessage(message, key);

  it("reads what encodeMessage wrote, behind any routing prefix", () => {
    expect(decodeMessage([Buffer.from("peer"), Buffer.from(""), ...frames], key)).toEqual(message);
  });

  it("is the inverse of encodeMessage", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (content) => {
        const back = decodeMessage(encodeMessage({ ...message, content }, key), key).content;
        expect(JSON.stringify(back)).toEqual(JSON.stringify(content));
      }),
    );
  });

  it("refuses a message of whom does not hold the key", () => {
    expect(() => decodeMessage(frames, "another")).toThrow("wrong signature");
  });

  it("refuses a message changed in any one byte of its four frames", () => {
    for (let frame = 2; frame < 6; frame++) {
      const changed = frames.map((part) => Buffer.from(part));
      const bytes = changed[frame] as Buffer;
      bytes[0] = (bytes[0] as number) ^ 1;
      expect(() => decodeMessage(changed, key)).toThrow("wrong signature");
    }
  });

  it("refuses frames without delimiter, signature or parts, and an empty signature", () => {
    expect(() => decodeMessage([Buffer.from("x")], key)).toThrow("<IDS|MSG>");
    expect(() => decodeMessage(frames.slice(0, 4), key)).toThrow("four frames");
    expect(() => decodeMessage(frames.with(1, Buffer.from("")), key)).toThrow("wrong signature");
  });
});
