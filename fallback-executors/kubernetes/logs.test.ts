import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { describe, it } from "node:test";
import fc from "fast-check";
import { KubernetesError, type KubernetesApi } from "./api.ts";
import { anApi } from "./kubernetes.builders.ts";
import { PodLogs } from "./logs.ts";

interface Entry {
  readonly atMs: number;
  readonly stream: "stdout" | "stderr";
  readonly bytes: Buffer;
}

/** The log of a container as a node's agent gives it. Source: Kubernetes, cri-client, pkg/logs. */
class Log {
  entries: readonly Entry[] = [];
  read = 0;
  readonly splits: boolean;
  constructor(splits: boolean) {
    this.splits = splits;
  }

  bytesOf(stream: string): Buffer {
    return Buffer.concat(this.entries.flatMap((entry) => (entry.stream === stream ? [entry.bytes] : [])));
  }
  api(): KubernetesApi {
    const stream = ({ path }: { readonly path: string }): Promise<IncomingMessage> => {
      const query = new URL(path, "http://x").searchParams;
      const wanted = query.get("stream");
      if (wanted !== null && !this.splits)
        return Promise.reject(new KubernetesError(422, "Invalid", "stream: Forbidden: may not be specified"));
      const sinceMs = Date.parse(query.get("sinceTime") ?? "1970-01-01T00:00:00Z");
      const pieces = this.entries
        .filter((entry) => entry.atMs >= sinceMs && (wanted ?? entry.stream).toLowerCase() === entry.stream)
        .map((entry) => entry.bytes);
      this.read += Buffer.concat(pieces).length;
      return Promise.resolve(Readable.from(pieces) as IncomingMessage); // only its bytes are read
    };
    return { ...anApi(() => undefined), stream };
  }
}

describe("the log of a pod", () => {
  it("is read by its offset, while it grows, whatever the clock of its node says", async () => {
    const write = fc.record({
      afterMs: fc.integer({ min: 0, max: 20_000 }),
      stream: fc.constantFrom("stdout" as const, "stderr" as const),
      byte: fc.integer({ min: 0, max: 255 }),
      length: fc.integer({ min: 0, max: 400_000 }),
    });
    const read = fc.record({
      part: fc.double({ min: 0, max: 1.2, noNaN: true }),
      bytesMax: fc.integer({ min: 0, max: 50_000 }),
    });
    const skews = fc.integer({ min: -900_000, max: 900_000 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(write, read), { maxLength: 25 }), skews, async (steps, skewMs) => {
        const log = new Log(true);
        let nowMs = Date.parse("2030-01-01T00:00:00Z");
        const logs = new PodLogs(log.api(), () => nowMs);
        for (const [{ afterMs, stream, byte, length }, { part, bytesMax }] of steps) {
          nowMs += afterMs;
          log.entries = [...log.entries, { atMs: nowMs + skewMs, stream, bytes: Buffer.alloc(length, byte) }];
          const all = log.bytesOf(stream);
          const offset = Math.floor(all.length * part);
          const found = await logs.read("p", stream, offset, bytesMax);
          assert.equal(found?.size, all.length);
          assert.ok(Buffer.from(found.bytes).equals(all.subarray(offset, offset + bytesMax)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("is not read from its beginning each time it is followed", async () => {
    const log = new Log(true);
    let nowMs = Date.parse("2030-01-01T00:00:00Z");
    const logs = new PodLogs(log.api(), () => nowMs);
    let at = 0;
    for (let look = 0; look < 200; look += 1) {
      nowMs += 1000;
      log.entries = [...log.entries, { atMs: nowMs, stream: "stdout", bytes: Buffer.alloc(50_000, look) }];
      const part = await logs.read("p", "stdout", at, 1_000_000);
      at += part?.bytes.length ?? 0;
    }
    assert.equal(at, 10_000_000);
    assert.ok(log.read < 40 * at, `${log.read} bytes were read`); // from its beginning: 100 times
  });

  it("whose beginning the node threw away counts from zero", async () => {
    const log = new Log(true);
    const logs = new PodLogs(log.api(), () => Date.parse("2030-01-01T00:00:00Z"));
    const atMs = Date.parse("2029-12-31T23:59:58Z");
    log.entries = [{ atMs, stream: "stdout", bytes: Buffer.alloc(2_000_000) }];
    assert.equal((await logs.read("p", "stdout", 1_999_990, 100))?.bytes.length, 10);
    log.entries = [{ atMs: atMs + 60_000, stream: "stdout", bytes: Buffer.from("anew") }];
    assert.deepEqual(await logs.read("p", "stdout", 2_000_000, 100), { bytes: new Uint8Array(), size: 4 });
    assert.equal(Buffer.from((await logs.read("p", "stdout", 0, 100))?.bytes ?? []).toString(), "anew");
  });

  it("of a cluster that mixes both streams is all output", async () => {
    const log = new Log(false);
    const logs = new PodLogs(log.api(), () => 0);
    log.entries = [{ atMs: 0, stream: "stdout", bytes: Buffer.from("both") }];
    assert.equal(Buffer.from((await logs.read("p", "stdout", 0, 100))?.bytes ?? []).toString(), "both");
    assert.deepEqual(await logs.read("p", "stderr", 0, 100), { bytes: new Uint8Array(), size: 0 });
  });

  it("of a server that takes no notice of what it does not know is all output, too", async () => {
    const bytes = Buffer.from("both");
    const stream = () => Promise.resolve(Readable.from([bytes]) as IncomingMessage); // only its bytes are read
    for (const [minor, errors] of [
      ["31+", ""],
      ["32", "both"],
    ] as const) {
      const logs = new PodLogs({ ...anApi(() => ({ major: "1", minor })), stream }, () => 0);
      assert.equal(Buffer.from((await logs.read("p", "stdout", 0, 100))?.bytes ?? []).toString(), "both");
      assert.equal(Buffer.from((await logs.read("p", "stderr", 0, 100))?.bytes ?? []).toString(), errors);
    }
  });

  it("of a container that has not begun is not there", async () => {
    const stream = (): Promise<never> =>
      Promise.reject(
        new KubernetesError(
          400,
          "BadRequest",
          'container "task" in pod "p" is waiting to start: ContainerCreating',
        ),
      );
    const logs = new PodLogs({ ...anApi(() => undefined), stream }, () => 0);
    assert.equal(await logs.read("p", "stdout", 0, 100), undefined);
  });
});
