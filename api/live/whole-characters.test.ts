import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { lastLinesFrom } from "./last-lines.ts";
import { atMost, inWholeCharacters } from "./whole-characters.ts";

const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 12 }), { maxLength: 8 });

async function* each(all: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all;
}

async function collected(from: AsyncIterable<Uint8Array>): Promise<readonly Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const piece of from) all.push(piece);
  return all;
}

/** Cuts bytes at places that are drawn. */
const cutText = fc.tuple(fc.string({ unit: "binary" }), fc.array(fc.nat(40))).map(([text, places]) => {
  const bytes = Buffer.from(text.toWellFormed());
  const cuts = [...new Set(places.filter((at) => at > 0 && at < bytes.length))].sort((a, b) => a - b);
  return { text, parts: [...cuts, bytes.length].map((end, at) => bytes.subarray(cuts[at - 1] ?? 0, end)) };
});

describe("pieces of text in whole characters", () => {
  it("are text each by itself, however the bytes came", async () => {
    await fc.assert(
      fc.asyncProperty(cutText, async ({ text, parts }) => {
        const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
        const read = (await collected(inWholeCharacters(each(parts)))).map((piece) => decoder.decode(piece));
        assert.equal(read.join(""), text.toWellFormed());
      }),
    );
  });

  it("are the same bytes, also when they are no text at all", async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (all) => {
        const read = await collected(inWholeCharacters(each(all)));
        assert.ok(Buffer.concat(read).equals(Buffer.concat(all)));
      }),
    );
  });

  it("end when there were as many bytes as were asked for", async () => {
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1, max: 60 }), async (all, most) => {
        const read = await collected(atMost(each(all), most));
        assert.ok(Buffer.concat(read).equals(Buffer.concat(all).subarray(0, most)));
      }),
    );
  });
});

describe("the last lines of an output", () => {
  it("are those that splitting all of it would give", async () => {
    const text = fc.array(fc.constantFrom("\n", "a", "bc"), { maxLength: 40 }).map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(text, fc.nat(12), async (whole, lines) => {
        const bytes = Buffer.from(whole);
        const from = await lastLinesFrom(
          async (offset, length) => bytes.subarray(offset, offset + length),
          bytes.length,
          lines,
        );
        const split = whole.match(/[^\n]*\n|[^\n]+$/g) ?? [];
        assert.equal(whole.slice(from), lines === 0 ? "" : split.slice(-lines).join(""));
      }),
    );
  });
});
