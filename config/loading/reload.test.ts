import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { KEY_NAMES, KEYS } from "../schema/keys.ts";
import { loadConfig } from "./load.ts";
import type { ConfigSources } from "./load.ts";
import { formatProblem } from "../formats/problem.ts";
import { reloadConfig } from "./reload.ts";

const sourcesOf = (text: string): ConfigSources => ({
  files: [{ name: "a.json5", text }],
  env: {},
  set: [],
  home: "/home/ana",
  readFile: () => "",
});
const running = (text = "{}") => {
  const loaded = loadConfig(sourcesOf(text));
  assert.ok(loaded.ok, loaded.ok ? "" : loaded.problems.map(formatProblem).join("\n"));
  return loaded;
};

describe("a configuration that is read again", () => {
  it("takes effect where its keys can, and says what waits for a restart", () => {
    const before = running('{ telemetry: { logLevel: "warn" }, local: { agents: 2 } }');
    const text = '{ telemetry: { logLevel: "debug" }, local: { agents: 3 }, scheduling: { rekill: "5s" } }';
    const again = reloadConfig(sourcesOf(text), before);
    assert.ok(again.ok);
    assert.deepEqual(again.applied, [
      { key: "scheduling.rekill", from: '"10s"', to: '"5s"' },
      { key: "telemetry.logLevel", from: '"warn"', to: '"debug"' },
    ]);
    assert.deepEqual(again.pending, [{ key: "local.agents", from: "2", to: "3" }]);
    const { config } = again.loaded;
    assert.deepEqual(
      [config.telemetry.logLevel, config.scheduling.rekillMs, config.local.agents],
      ["debug", 5000, 2],
    );
  });

  it("says each time what still waits for a restart", () => {
    const first = reloadConfig(sourcesOf("{ local: { agents: 3 } }"), running());
    assert.ok(first.ok);
    const second = reloadConfig(sourcesOf("{ local: { agents: 3 } }"), first.loaded);
    assert.ok(second.ok);
    assert.deepEqual(second.pending, first.pending);
  });

  it("changes nothing with any fault, and tells all of them", () => {
    const again = reloadConfig(sourcesOf('{ telemetry: { logLevel: "loud" }, sever: {} }'), running());
    assert.ok(!again.ok);
    assert.deepEqual(
      again.problems.map(({ key }) => key),
      ["sever", "telemetry.logLevel"],
    );
  });

  it("shows no password, neither the old nor the new one", () => {
    const masters = (password: string) => `{ mesos: { masters: "zk://u:${password}@h/mesos" } }`;
    const again = reloadConfig(sourcesOf(masters("two")), running(masters("one")));
    assert.ok(again.ok);
    assert.doesNotMatch(JSON.stringify(again.pending), /one|two/);
    assert.equal(again.pending.length, 1);
  });

  it("is, for any change of log level and agents, what was read for the one and what ran for the other", () => {
    const text = fc
      .record({
        logLevel: fc.constantFrom("debug", "info", "warn", "error"),
        agents: fc.integer({ min: 1, max: 9 }),
      })
      .map(({ logLevel, agents }) => ({
        logLevel,
        agents,
        text: JSON.stringify({ telemetry: { logLevel }, local: { agents } }),
      }));
    fc.assert(
      fc.property(text, text, (old, next) => {
        const again = reloadConfig(sourcesOf(next.text), running(old.text));
        assert.ok(again.ok);
        assert.equal(again.loaded.config.telemetry.logLevel, next.logLevel);
        assert.equal(again.loaded.config.local.agents, old.agents);
      }),
    );
  });

  it("knows of every key whether it takes effect at once", () => {
    for (const name of KEY_NAMES) assert.equal(typeof KEYS[name].reload, "boolean", name);
  });
});
