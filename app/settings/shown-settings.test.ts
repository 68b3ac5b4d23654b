import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { load } from "./settings.ts";
import { shownSettings } from "./shown-settings.ts";

describe("settings that are shown", () => {
  it("have their source, and no password inside a URL", () => {
    const loaded = load({ set: ["server.listen=127.0.0.1:1"] });
    const url = "mongodb://ana:deep-secret@db1/godocker";
    const shown = shownSettings({
      ...loaded,
      settings: new Map([...loaded.settings, ["store.url", url]]),
    });
    assert.equal(shown.find(({ key }) => key === "store.url")?.value, "mongodb://***@db1/godocker");
    assert.doesNotMatch(JSON.stringify(shown), /deep-secret/);
    const sources = new Map(shown.map(({ key, source }) => [key, source]));
    assert.match(sources.get("server.listen") ?? "", /--set/);
    assert.equal(sources.get("store.url"), "default");
  });
});
