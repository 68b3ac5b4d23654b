import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { LogWindow } from "./log-window.ts";
import { append, emptyWindow, firstWholeLine } from "./log-window.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const textOf = ({ blocks }: LogWindow) => blocks.map(({ text }) => text).join("");
const ENOUGH = 1 << 30;

/** In pieces of these sizes, over and over. */
function inPieces(bytes: Uint8Array, sizes: readonly number[], bytesMax: number, from = 0): LogWindow {
  let window = emptyWindow(from);
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    window = append(window, bytes.subarray(at, at + size), bytesMax);
    at += size;
  }
  return window;
}

const pieces = fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 5 });
const lines = fc
  .array(fc.tuple(fc.string({ unit: "grapheme" }), fc.integer({ min: 0, max: 3000 })), { maxLength: 30 })
  .map((parts) =>
    parts.map(([text, times]) => `${text.repeat(times % 50)}${"é€😀".repeat(times)}`).join("\n"),
  );

describe("an output that is shown", () => {
  it("is the text of its bytes, in whatever pieces they come", () => {
    fc.assert(
      fc.property(lines, pieces, (text, sizes) => {
        const bytes = utf8(text);
        const window = inPieces(bytes, sizes, ENOUGH);
        assert.equal(textOf(window), text);
        assert.deepEqual([window.from, window.to], [0, bytes.length]);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps a byte order mark, carriage returns, and marks what is no text", () => {
    const text = "\u{feff}a\r\nb\tc\u{0}d\u{1b}[31m\n";
    assert.equal(textOf(append(emptyWindow(0), utf8(text), ENOUGH)), text);
    assert.equal(textOf(append(emptyWindow(0), new Uint8Array([0x61, 0xff, 0x0a]), ENOUGH)), "a\u{fffd}\n");
  });

  it("waits for the rest of a character", () => {
    const [first = 0, ...rest] = utf8("€");
    const begun = append(emptyWindow(0), new Uint8Array([first]), ENOUGH);
    assert.equal(textOf(begun), "");
    assert.equal(textOf(append(begun, new Uint8Array(rest), ENOUGH)), "€");
  });

  it("is never more than its limit and a block, and always the end", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200_000 }), pieces, (limit, sizes) => {
        const bytes = utf8(Array.from({ length: 40_000 }, (_, at) => `line ${at}\n`).join(""));
        const window = inPieces(bytes, sizes, limit, 1000);
        assert.equal(window.to, bytes.length + 1000);
        const shown = bytes.subarray(window.from - 1000);
        assert.equal(textOf(window), new TextDecoder().decode(shown));
        assert.ok(shown.length >= Math.min(limit, bytes.length));
        assert.ok(shown.length <= limit + 2 * 64 * 1024, `${shown.length}`);
      }),
      { numRuns: 30 },
    );
  });

  it("changes only in its last block", () => {
    const before = inPieces(utf8("0123456789\n".repeat(5000)), [1000], ENOUGH);
    const after = append(before, utf8("more\n"), ENOUGH);
    for (const [at, block] of before.blocks.slice(0, -1).entries()) assert.equal(after.blocks[at], block);
  });

  it("cuts a line without end at characters", () => {
    const text = "€".repeat(100_000);
    const window = inPieces(utf8(text), [10_000], ENOUGH);
    assert.equal(textOf(window), text);
    assert.ok(window.blocks.length > 1);
  });
});

describe("a piece from the middle of an output", () => {
  it("is shown from its first whole line, or else its first whole character", () => {
    assert.equal(firstWholeLine(utf8("rest\nline\n")), 5);
    assert.equal(firstWholeLine(utf8("one line\n")), 0);
    assert.equal(firstWholeLine(utf8("€uro").subarray(1)), 2);
    assert.equal(firstWholeLine(new Uint8Array()), 0);
  });
});
