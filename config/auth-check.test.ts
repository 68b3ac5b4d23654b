import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadConfig } from "./load.ts";

function faultsOf(settings: object): readonly string[] {
  const loaded = loadConfig({
    files: [{ name: "a.json5", text: JSON.stringify(settings) }],
    env: {},
    set: [],
    readFile: () => "",
    home: "/home/x",
  });
  return loaded.ok ? [] : loaded.problems.map(({ key, reason }) => `${key} ${reason}`);
}
