import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { manualTime } from "../../framework/manual-time.builders.ts";
import type { BackendEvent } from "../../offers/backend.ts";
import { createLogger } from "../../telemetry/logger.ts";
import { patientBackend } from "./patient-backend.ts";
import { scriptedBackend } from "../scripted-backend.builders.ts";

const FIRST_MS = 1000;
const LAST_MS = 4000;
/** Lets what was begun in this moment come to its end. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function aRefusedOne(event: BackendEvent = { type: "refused", cause: "who are you? Permit us." }) {
  const inner = scriptedBackend();
  const time = manualTime();
  const lines: string[] = [];
  const log = createLogger({ level: "info", nowMs: time.nowMs, write: (line) => lines.push(line) });
  const backend = patientBackend(inner, { firstMs: FIRST_MS, lastMs: LAST_MS, ...time, log });
  const heard: BackendEvent[] = [];
  await backend.start({ registrationId: "fw-1", emit: (each) => heard.push(each) });
  inner.tell(event);
  const pass = async (ms: number) => {
    time.advance(ms);
    await settle();
  };
  return { backend, inner, heard, lines, pass, tell: inner.tell };
}

describe("a backend that is refused", () => {
  it("is one that is away to the scheduler, and loud to operators", async () => {
    const { backend, heard, lines } = await aRefusedOne();
    assert.deepEqual(heard, [{ type: "disconnected", cause: "who are you? Permit us." }]);
    assert.match(lines.join(""), /"level":"error".*Permit us|Permit us.*"level":"error"/);
    assert.deepEqual(backend.status(), {
      name: "mesos",
      state: "refused",
      cause: "who are you? Permit us.",
      forMs: 0,
      retryInMs: FIRST_MS,
    });
  });

  it("tries again after waits that grow up to a limit, as the same framework", async () => {
    const { inner, pass, tell } = await aRefusedOne();
    const waits: number[] = [];
    for (let tries = 1; tries <= 5; tries += 1) {
      let waited = 0;
      for (; inner.starts.length === tries && waited < 60_000; waited += FIRST_MS) await pass(FIRST_MS);
      waits.push(waited);
      tell({ type: "refused", cause: "no" });
    }
    assert.deepEqual(waits, [1000, 2000, 4000, 4000, 4000]);
    assert.deepEqual(new Set(inner.starts), new Set(["fw-1"]));
  });

  it("tries again at once when it is told to", async () => {
    const { backend, inner } = await aRefusedOne();
    backend.retry();
    await settle();
    assert.equal(inner.starts.length, 2);
    backend.retry();
    await settle();
    assert.equal(inner.starts.length, 3, "still not connected");
  });

  it("is like any other once it is let in, and begins with the first wait the next time", async () => {
    const { backend, heard, inner, pass, tell } = await aRefusedOne();
    await pass(FIRST_MS);
    tell({ type: "connected", registrationId: "fw-2" });
    assert.deepEqual(heard.at(-1), { type: "connected", registrationId: "fw-2" });
    assert.equal(backend.status().state, "connected");
    tell({ type: "refused", cause: "again" });
    assert.equal(backend.status().retryInMs, FIRST_MS);
    await pass(FIRST_MS);
    assert.equal(inner.starts.at(-1), "fw-2");
    assert.equal(backend.status().state, "refused", "until it is connected");
  });

  it("is not tried any more once it is stopped", async () => {
    const { backend, inner, pass } = await aRefusedOne();
    await backend.stop();
    await pass(10 * LAST_MS);
    backend.retry();
    await settle();
    assert.deepEqual([inner.starts.length, inner.isStarted()], [1, false]);
  });

  it("does not start again what is stopped while it is being started again", async () => {
    const { backend, inner } = await aRefusedOne();
    backend.retry();
    await backend.stop();
    await settle();
    assert.equal(inner.isStarted(), false);
  });
});

describe("a backend whose registration somebody took over", () => {
  it("waits, says so, and says it louder when that goes on", async () => {
    const { backend, heard, lines, pass, tell } = await aRefusedOne({ type: "superseded", cause: "newer" });
    assert.deepEqual(heard, [{ type: "disconnected", cause: "newer" }]);
    assert.equal(backend.status().state, "superseded");
    assert.match(lines.at(-1) ?? "", /"level":"warn"/);
    await pass(FIRST_MS);
    tell({ type: "superseded", cause: "newer" });
    assert.match(lines.at(-1) ?? "", /"level":"error"/);
  });
});

describe("a backend that is just away", () => {
  it("says since when and why, and is left to itself", async () => {
    const { backend, inner, pass, tell } = await aRefusedOne({ type: "disconnected", cause: "no leader" });
    await pass(5000);
    assert.deepEqual(backend.status(), {
      name: "mesos",
      state: "disconnected",
      cause: "no leader",
      forMs: 5000,
    });
    assert.equal(inner.starts.length, 1);
    tell({ type: "connected", registrationId: "fw-1" });
    assert.deepEqual(backend.status(), { name: "mesos", state: "connected", forMs: 0 });
    backend.retry();
    await settle();
    assert.equal(inner.starts.length, 1, "there is nothing to try again");
  });

  it("passes on what it is told to do", async () => {
    const { backend, inner } = await aRefusedOne({ type: "connected", registrationId: "fw-1" });
    backend.suppress();
    backend.revive();
    backend.want([]);
    backend.decline(["o"], 1);
    assert.deepEqual(inner.calls, ["suppress", "revive", "want", "decline"]);
  });
});
