import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startChild } from "./child.ts";

const directory = mkdtempSync(join(tmpdir(), "godocker-child-"));
after(() => rmSync(directory, { recursive: true, force: true }));

/** Processes that were told of our directory. */
function processes(): readonly number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return readFileSync(`/proc/${name}/cmdline`, "utf8").includes(directory) ? [Number(name)] : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

describe("a server role as a process of its own", { timeout: 120_000 }, () => {
  it("is stopped whole, also in the middle of a new start", async () => {
    const { promise: ended, resolve: onRestart } = Promise.withResolvers<string>();
    const child = await startChild({
      role: "api",
      args: [
        `stateDirectory=${directory}`,
        `store.url=sqlite:${join(directory, "store.sqlite")}`,
        "server.listen=127.0.0.1:0",
      ].flatMap((one) => ["--set", one]),
      logFile: join(directory, "api.log"),
      onRestart,
    });
    process.kill(child.pid ?? 0, "SIGKILL");
    assert.match(await ended, /^the api ended \(SIGKILL\) and is started again in 500 ms/);
    while (processes().length === 0) await sleep(5);
    await child.stop();
    assert.deepEqual(processes(), []);
  });
});
