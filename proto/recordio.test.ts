import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { RecordIoDecoder, RecordIoError, encodeRecord } from "./recordio.ts";
import type { RecordIoErrorKind } from "./recordio.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (record: Uint8Array): string => new TextDecoder().decode(record);
const aDecoder = (recordBytesMax = 1_000): RecordIoDecoder => new RecordIoDecoder({ recordBytesMax });

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function pushInChunks(decoder: RecordIoDecoder, stream: Uint8Array, chunkBytes: number): Uint8Array[] {
  const records: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += chunkBytes) {
    records.push(...decoder.push(stream.subarray(at, at + chunkBytes)));
  }
  return records;
}

function failsWith(kind: RecordIoErrorKind, act: () => unknown): void {
  assert.throws(act, (error) => error instanceof RecordIoError && error.kind === kind);
}

describe("a stream of records", () => {
  const payloads = ['{"type":"HEARTBEAT"}', "a", "zwölf µs\n12\n", "x".repeat(120), "0"];
  const stream = concat(payloads.map(encodeRecord));

  it("gives the same records for every chunk size from 1 up", () => {
    for (let chunkBytes = 1; chunkBytes <= stream.length; chunkBytes++) {
      const decoder = aDecoder();
      assert.deepEqual(
        pushInChunks(decoder, stream, chunkBytes).map(text),
        payloads,
        `chunks of ${chunkBytes}`,
      );
      decoder.end();
    }
  });

  it("gives the same records for every pair of cuts", () => {
    for (let first = 0; first <= stream.length; first++) {
      const second = Math.min(stream.length, first + 7);
      const decoder = aDecoder();
      const records = [stream.subarray(0, first), stream.subarray(first, second), stream.subarray(second)];
      assert.deepEqual(
        records.flatMap((chunk) => decoder.push(chunk)).map(text),
        payloads,
        `cut at ${first}`,
      );
    }
  });

  it("gives back any records, however the bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        (records, sizes) => {
          const whole = concat(records.map(encodeRecord));
          const decoder = aDecoder();
          const seen: Uint8Array[] = [];
          for (let at = 0, turn = 0; at < whole.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1;
            seen.push(...decoder.push(whole.subarray(at, at + size)));
            at += size;
          }
          decoder.end();
          assert.deepEqual(seen, records);
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  it("hands out a record as soon as its last byte is there", () => {
    const decoder = aDecoder();
    assert.deepEqual(decoder.push(bytes("3\nab")), []);
    assert.deepEqual(decoder.push(bytes("c")).map(text), ["abc"]);
  });

  it("keeps its records when the caller reuses the chunk", () => {
    const chunk = bytes("3\nabc");
    const [record] = aDecoder().push(chunk);
    chunk.fill(0);
    assert.equal(record && text(record), "abc");
  });

  it("skips records of length zero, wherever they are", () => {
    const decoder = aDecoder();
    assert.deepEqual(pushInChunks(decoder, bytes("0\n0\n1\na0\n1\nb0\n"), 1).map(text), ["a", "b"]);
    decoder.end();
  });
});

describe("a stream that is out of step", () => {
  for (const [what, stream] of [
    ["a letter", "12x\n"],
    ["a sign", "-1\n"],
    ["a blank", " 1\na"],
    ["a carriage return", "1\r\na"],
    ["an empty line", "\n"],
    ["a padded length", "01\na"],
    ["two zeros", "00\n"],
    ["JSON without framing", '{"type":"HEARTBEAT"}'],
  ] as const) {
    it(`is refused as bad_length at ${what}`, () => {
      failsWith("bad_length", () => aDecoder().push(bytes(stream)));
      failsWith("bad_length", () => pushInChunks(aDecoder(), bytes(stream), 1));
    });
  }

  it("stays refused, whatever follows", () => {
    const decoder = aDecoder();
    failsWith("bad_length", () => decoder.push(bytes("x")));
    failsWith("bad_length", () => decoder.push(bytes("1\na")));
    failsWith("bad_length", () => decoder.end());
  });
});

describe("the limit on a record", () => {
  it("lets a record of exactly that size through", () => {
    assert.deepEqual(aDecoder(10).push(bytes("10\n0123456789")).map(text), ["0123456789"]);
  });

  it("refuses a longer one from its length line alone", () => {
    failsWith("too_long", () => aDecoder(10).push(bytes("11")));
  });

  it("ends an endless line of digits", () => {
    const decoder = aDecoder(64 * 2 ** 20);
    failsWith("too_long", () => decoder.push(bytes("9".repeat(9))));
    failsWith("bad_length", () => aDecoder().push(bytes("0".repeat(100_000))));
  });
});

describe("the end of the stream", () => {
  it("is fine between two records, and before the first", () => {
    const decoder = aDecoder();
    decoder.end();
    decoder.push(bytes("1\na"));
    decoder.end();
  });

  for (const cut of ["1", "3\n", "3\nab", "1\na2\nb", "0"]) {
    it(`is truncated after ${JSON.stringify(cut)}`, () => {
      const decoder = aDecoder();
      decoder.push(bytes(cut));
      failsWith("truncated", () => decoder.end());
    });
  }
});

describe("encodeRecord", () => {
  it("counts bytes, not characters", () => {
    assert.deepEqual(encodeRecord("µ"), new Uint8Array([0x32, 0x0a, 0xc2, 0xb5]));
  });

  it("frames bytes as they are", () => {
    assert.deepEqual(encodeRecord(new Uint8Array([0, 255])), new Uint8Array([0x32, 0x0a, 0, 255]));
  });
});
