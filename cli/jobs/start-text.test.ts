import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startText } from "./start-text.ts";

describe("an estimated start for people", () => {
  const now = new Date(2026, 10, 26, 14, 0);
  const on = (day: number, hour: number, minute: number) =>
    new Date(2026, 10, day, hour, minute).toISOString();

  it("is a time of today, and the latest one", () => {
    assert.equal(
      startText({ at: on(26, 14, 20), latest: on(26, 15, 5), basis: "limits", asOf: "" }, now.getTime()),
      "about 14:20, at the latest 15:05 with 90 % (by time limits; if nothing more comes)",
    );
  });

  it("names the day when it is another one, and says when it is due", () => {
    const late = { at: on(26, 13, 59), latest: on(27, 1, 0), basis: "history", asOf: "" } as const;
    assert.match(startText(late, now.getTime()), /^any moment, at the latest 2026-11-27 01:00 with 90 %/);
  });
});
