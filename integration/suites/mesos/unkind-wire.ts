import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { WireSwitches } from "../../../local-cluster/testing/wire-faults.ts";
import { freePort } from "../../../local-cluster/testing/free-port.ts";
import { startLocalCluster } from "../../../local-cluster/start.ts";
import { install } from "../../installation.ts";

const JOBS = 12;

describe(`${JOBS} jobs behind a master whose wire misbehaves`, () => {
  for (const [what, switches] of [
    [
      "loses, doubles and delays status updates",
      { seed: 1, records: { types: ["UPDATE"], lose: 0.15, duplicate: 0.3, delayMs: 5 } },
    ],
    ["cuts the stream in the middle of records", { seed: 2, records: { cutInside: 0.03 } }],
    ["puts garbage into the stream", { seed: 3, records: { garbage: 0.03 } }],
    [
      "answers 503, late, or not at all",
      {
        seed: 4,
        requests: [
          { path: "/api/v1/scheduler", times: 2, answer: { status: 503, body: "No leader elected" } },
          { path: "/api/v1/scheduler", times: 2, close: true },
          { path: "/api/v1/scheduler", times: 20, delayMs: 50 },
        ],
      },
    ],
  ] as const satisfies readonly (readonly [string, WireSwitches])[]) {
    it(`all succeed, each once, while it ${what}`, async () => {
      const directory = await mkdtemp(join(tmpdir(), "godocker-wire-"));
      try {
        const work = join(directory, "work");
        await mkdir(work);
        const port = await freePort();
        process.env.LOCAL_CLUSTER_FAULTS_PORT = String(port);
        const testing = join(import.meta.dirname, "../../../local-cluster/testing/wire-faults.ts");
        await using cluster = await startLocalCluster({
          directory: join(directory, "cluster"),
          agents: [{ resources: "cpus:8;mem:4096;disk:10000" }],
          nodeArguments: ["--import", testing],
        });
        delete process.env.LOCAL_CLUSTER_FAULTS_PORT;
        await using installation = await install({
          masterUrl: cluster.masterUrl,
          set: [
            "jobs.shared=true",
            `volumes=${JSON.stringify([{ name: "work", source: work, mode: "rw" }])}`,
          ],
        });
        const control = `http://127.0.0.1:${port}/faults`;
        assert.equal((await fetch(control, { method: "PUT", body: JSON.stringify(switches) })).status, 200);
        const { client } = installation;
        const ids: number[] = [];
        const script = '#!/bin/sh\necho begun >>"$GODOCKER_VOLUME_WORK/$GODOCKER_JOB_ID"\nsleep 0.2\n';
        const specs = Array.from({ length: JOBS }, () => ({
          script,
          resources: { cpus: 0.5, memoryBytes: 32 * 1024 ** 2 },
          volumes: [{ name: "work", mode: "rw" as const }],
        }));
        for await (const line of client.submitMany(specs)) if ("id" in line) ids.push(line.id);
        assert.equal(ids.length, JOBS);
        for (const id of ids) {
          const job = await client.waitForEnd(id);
          assert.equal(job.state, "succeeded", JSON.stringify(job));
          assert.equal(readFileSync(join(work, String(id)), "utf8"), "begun\n", `job ${id}`);
        }
        const counts = (await (await fetch(control)).json()) as Record<string, number>; // the module's own answer
        assert.ok(
          Object.values(counts).some((count) => count > 0),
          "no fault happened",
        );
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    });
  }
});
