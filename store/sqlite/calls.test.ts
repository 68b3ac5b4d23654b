import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { StoreUnavailableError } from "../store.ts";
import { startCalls } from "./calls.ts";

/** A thread that opens, and then does `onMessage` with each request. */
function aThread(onMessage: string): Worker {
  return new Worker(
    `const { parentPort } = require("node:worker_threads");
     parentPort.on("message", (request) => { ${onMessage} });
     parentPort.postMessage({ id: 0, ok: true });`,
    { eval: true },
  );
}

describe("calls of a thread that dies", { timeout: 240_000 }, () => {
  for (const [how, code] of [
    ["ends", "process.exit(7)"],
    ["throws", "throw new Error('broken')"],
  ] as const) {
    it(`are all refused when it ${how}: those under way and those after`, async () => {
      const calls = await startCalls(aThread(`if (request.name === "lease") ${code}`));
      const underWay = await Promise.allSettled([
        calls.call("usage", 1),
        calls.call("lease"),
        calls.call("usage", 2),
      ]);
      for (const result of underWay) {
        assert.ok(result.status === "rejected" && result.reason instanceof StoreUnavailableError);
        assert.match(result.reason.message, /Restart this process/);
      }
      await assert.rejects(calls.call("usage", 3), StoreUnavailableError);
      await calls.close();
    });
  }

  it("are refused when it is terminated from outside", async () => {
    const thread = aThread("");
    const calls = await startCalls(thread);
    const underWay = calls.call("lease");
    const refused = assert.rejects(underWay, StoreUnavailableError);
    await thread.terminate();
    await refused;
  });

  it("do not begin when it dies before it opened", async () => {
    const thread = new Worker("process.exit(3)", { eval: true });
    await assert.rejects(startCalls(thread), StoreUnavailableError);
  });
});

describe("calls of a thread that does not answer", { timeout: 240_000 }, () => {
  it("are refused once very many wait", async () => {
    const thread = aThread("");
    const calls = await startCalls(thread);
    const waiting = Array.from({ length: 10_000 }, () => calls.call("lease"));
    await assert.rejects(calls.call("lease"), /10000 calls behind/);
    const all = Promise.allSettled(waiting);
    await thread.terminate();
    assert.ok((await all).every(({ status }) => status === "rejected"));
  });
});
