import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseTime } from "./time-text.ts";
import { ValueError } from "./value-error.ts";

/** Half past ten in the zone of this machine. */
const NOW = new Date(2030, 0, 31, 10, 30).getTime();
const local = (...parts: readonly [number, number, number, number, number]) =>
  new Date(...parts).toISOString();

describe("a time as people write it", () => {
  for (const [text, expected] of [
    ["now", new Date(NOW).toISOString()],
    ["now+2h", new Date(NOW + 7_200_000).toISOString()],
    ["now + 1d", new Date(NOW + 86_400_000).toISOString()],
    ["11:00", local(2030, 0, 31, 11, 0)],
    ["08:30", local(2030, 1, 1, 8, 30)],
    ["tomorrow", local(2030, 1, 1, 0, 0)],
    ["tomorrow 08:30", local(2030, 1, 1, 8, 30)],
    ["2030-02-28", local(2030, 1, 28, 0, 0)],
    ["2030-02-28 7:05", local(2030, 1, 28, 7, 5)],
    ["2030-02-28T07:05:00Z", "2030-02-28T07:05:00.000Z"],
    ["2030-02-28T07:05:00+02:00", "2030-02-28T05:05:00.000Z"],
  ] as const) {
    it(`${text} is understood`, () => assert.equal(parseTime(text, NOW), expected));
  }

  for (const text of [
    "",
    "yesterday",
    "soon",
    "25:00",
    "12:60",
    "2030-02-30",
    "now+5",
    "now-1h",
    "1700000000",
  ]) {
    it(`"${text}" is none`, () => assert.throws(() => parseTime(text, NOW), ValueError));
  }

  it("gives itself back, and never anything but an instant or a refusal", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }), (date) => {
        assert.equal(parseTime(date.toISOString(), NOW), date.toISOString());
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          assert.ok(Number.isFinite(Date.parse(parseTime(text, NOW))));
        } catch (error) {
          assert.ok(error instanceof ValueError);
        }
      }),
    );
  });
});
