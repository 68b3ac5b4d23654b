import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createClient } from "../../../client/client.ts";
import { cuttingProxy } from "../../../client/cutting-proxy.builders.ts";
import { startLocalCluster } from "../../../local-cluster/start.ts";
import { install } from "../../installation.ts";

const CUTS = Number(process.env.INTEGRATION_CUTS ?? 1000);
const SEED = Number(process.env.INTEGRATION_SEED ?? 1);
/** Followed at once; one user may have a hundred streams. */
const JOBS = 40;
const TRIES = 2;
/** Of one connection, its head included. */
const MEAN_BYTES = 12_000;
/** Of output to a cut, once as events and once as bytes: what came of an event that was cut comes again. */
const BYTES_PER_CUT = 5000;
const LINE = 101;
/** Each try writes a line so wide, with what it is in front: a byte of another place would show. */
const lines = (job: number, attempt: number, count: number): string =>
  Array.from({ length: count }, (_, at) => `${job}.${attempt}.${at} ☃ `.padEnd(LINE - 3, "x") + "\n").join(
    "",
  );

describe(`outputs of ${JOBS} jobs, followed over connections of which ${CUTS} are cut`, () => {
  it("come whole, every byte once, while they are written and over retries", async (test) => {
    const directory = await mkdtemp(join(tmpdir(), "godocker-cuts-"));
    try {
      await using cluster = await startLocalCluster({
        directory: join(directory, "cluster"),
        agents: [{ resources: `cpus:${JOBS};mem:${JOBS * 64};disk:10000` }],
      });
      await using installation = await install({
        masterUrl: cluster.masterUrl,
        set: ["jobs.shared=true", "scheduling.refuseWaiting=1s"],
      });
      await using proxy = await cuttingProxy({ url: installation.url, seed: SEED, meanBytes: MEAN_BYTES });
      const client = createClient({ baseUrl: proxy.url, token: installation.token });
      const perTry = Math.ceil((CUTS * BYTES_PER_CUT) / (JOBS * TRIES * LINE));
      const specs = Array.from({ length: JOBS }, () => ({
        script: SCRIPT,
        args: [String(perTry)],
        resources: { cpus: 1, memoryBytes: 32 * 1024 ** 2 },
        retry: {
          maxAttempts: TRIES,
          on: ["exit:3"],
          avoidFailedNodes: false,
          backoff: { initialSeconds: 1 },
        },
      }));
      const ids: number[] = [];
      for await (const answer of installation.client.submitMany(specs)) {
        assert.ok("id" in answer, JSON.stringify(answer));
        ids.push(answer.id);
      }
      const startedMs = performance.now();
      let bytes = 0;
      await Promise.all(
        ids.map(async (id) => {
          const got = new Map<number, Buffer[]>();
          let [attempt, at] = [0, 0];
          for await (const piece of client.logEvents(id)) {
            if (piece.attempt !== attempt) [attempt, at] = [piece.attempt, 0];
            assert.equal(piece.offset, at, `job ${id}: a gap or a repetition in attempt ${attempt}`);
            at += piece.bytes.length;
            got.set(attempt, [...(got.get(attempt) ?? []), Buffer.from(piece.bytes)]);
          }
          assert.deepEqual([...got.keys()], [1, 2], `attempts of job ${id}`);
          for (const [one, pieces] of got) {
            const whole = Buffer.concat(pieces);
            bytes += whole.length;
            assert.ok(whole.equals(Buffer.from(lines(id, one, perTry))), `job ${id}, attempt ${one}`);
            // The same as bytes, one attempt at a time.
            const again: Uint8Array[] = [];
            for await (const part of client.logs(id, { attempt: one, follow: true })) again.push(part);
            assert.ok(Buffer.concat(again).equals(whole), `job ${id}, attempt ${one}, as bytes`);
          }
        }),
      );
      const seconds = (performance.now() - startedMs) / 1000;
      test.diagnostic(`${proxy.cuts()} cuts, ${bytes} bytes, byte for byte, in ${seconds.toFixed(1)} s`);
      assert.ok(proxy.cuts() >= CUTS, `only ${proxy.cuts()} cuts`);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});

/** Writes in steps, so that there is something to wait for; fails the first time. */
const SCRIPT = `#!/bin/sh
exec awk -v n="$1" -v job="$GODOCKER_JOB_ID" -v attempt="$GODOCKER_ATTEMPT" 'BEGIN {
  for (at = 0; at < n; at++) {
    line = job "." attempt "." at " ☃ "
    width = length(job "." attempt "." at " ") + 2
    while (width < ${LINE - 3}) { line = line "x"; width++ }
    print line
    if (at % 97 == 96) { fflush(); system("sleep 0.2") }
  }
  exit attempt < ${TRIES} ? 3 : 0
}'
`;
