import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { splitLines } from "./ndjson.ts";

async function* chunksOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function lines(text: string, size: number, lineBytesMax = 100) {
  const found: (readonly [number, string | undefined])[] = [];
  for await (const piece of splitLines(chunksOf(text, size), lineBytesMax)) {
    for (const { number, bytes } of piece) {
      found.push([number, bytes === undefined ? undefined : Buffer.from(bytes).toString()]);
    }
  }
  return found;
}

describe("cutting bytes into lines", () => {
  it("gives the same lines whatever the chunks", async () => {
    const text = 'é1\n\n {"a":"ü"}\r\n   \nlast';
    for (let size = 1; size <= text.length + 4; size += 1) {
      assert.deepEqual(
        await lines(text, size),
        [
          [1, "é1"],
          [3, ' {"a":"ü"}\r'],
          [5, "last"],
        ],
        `chunks of ${size}`,
      );
    }
  });

  it("skips a line that is too long without losing count", async () => {
    for (const size of [1, 3, 1000]) {
      assert.deepEqual(await lines(`a\n${"x".repeat(11)}\nb\n${"y".repeat(10)}`, size, 10), [
        [1, "a"],
        [2, undefined],
        [3, "b"],
        [4, "y".repeat(10)],
      ]);
    }
  });

  it("hands over what one chunk completed together", async () => {
    const pieces: number[] = [];
    for await (const piece of splitLines(chunksOf("a\nb\nc\nd", 4), 100)) pieces.push(piece.length);
    assert.deepEqual(pieces, [2, 1, 1]);
  });
});
