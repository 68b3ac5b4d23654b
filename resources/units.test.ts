import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  formatCpus,
  formatDuration,
  formatSize,
  parseCpus,
  parseDuration,
  parseSize,
  UnitError,
} from "./units.ts";

describe("a size", () => {
  for (const [text, bytes] of [
    ["512M", 512 * 1024 ** 2],
    ["512Mi", 512 * 1024 ** 2],
    ["1.5G", 1.5 * 1024 ** 3],
    ["1g", 1024 ** 3],
    ["10 GiB", 10 * 1024 ** 3],
    ["10GB", 10_000_000_000],
    ["3B", 3],
  ] as const) {
    it(`${text} is ${bytes} bytes`, () => assert.equal(parseSize(text), bytes));
  }
  for (const text of ["512", "", "M", "1,5G", "-1G", "1e3M", "5X", "99999999999P", "__proto__"]) {
    it(`"${text}" is refused`, () => assert.throws(() => parseSize(text), UnitError));
  }
  it("is read again as it was printed", () => {
    for (const bytes of [8_681_233_982_337_945, Number.MAX_SAFE_INTEGER])
      assert.equal(parseSize(formatSize(bytes)), bytes);
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER), (bytes) =>
        assert.equal(parseSize(formatSize(bytes)), bytes),
      ),
    );
  });
});

describe("a duration", () => {
  for (const [text, seconds] of [
    ["90s", 90],
    ["10m", 600],
    ["1h30m", 5400],
    ["2d", 172_800],
    ["1.5h", 5400],
    ["PT1H", 3600],
    ["P1DT1S", 86_401],
    ["10:00", 600],
    ["1:00:00", 3600],
    ["2-04", 187_200],
    ["1-00:30:01", 88_201],
  ] as const) {
    it(`${text} is ${seconds} seconds`, () => assert.equal(parseDuration(text), seconds));
  }
  for (const text of ["90", "", "P", "PT", "1x", "-1s", "0.3s", "m", "1h 30"]) {
    it(`"${text}" is refused`, () => assert.throws(() => parseDuration(text), UnitError));
  }
  it("is read again as it was printed", () => {
    fc.assert(
      fc.property(fc.nat(), (seconds) => assert.equal(parseDuration(formatDuration(seconds)), seconds)),
    );
  });
});

describe("a number of CPUs", () => {
  it("comes in steps of a thousandth", () => {
    assert.equal(parseCpus("2"), 2000);
    assert.equal(parseCpus("0.5"), 500);
    assert.equal(parseCpus("500m"), 500);
    for (const text of ["two", "-1", "0.0001", "1.5m", ""]) assert.throws(() => parseCpus(text), UnitError);
  });
  it("is read again as it was printed", () => {
    fc.assert(fc.property(fc.nat(), (milli) => assert.equal(parseCpus(formatCpus(milli)), milli)));
  });
});
