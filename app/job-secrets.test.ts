import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Job } from "../client/documents/jobs.ts";
import type { JobSpec } from "../client/documents/spec.ts";
import { eventually } from "../local-cluster/testing/eventually.ts";
import { aSite, type Site } from "./site.builders.ts";

const CANARY = "canary-3f9c";

describe("secrets, a warning and limits of a job on a cluster", { timeout: 240_000 }, () => {
  let site: Site;
  before(async () => {
    site = await aSite();
  });
  after(() => site[Symbol.asyncDispose]());

  const submit = (command: readonly string[], more: JobSpec = {}) =>
    site.client.submit({
      command,
      resources: { cpus: 0.1, memoryBytes: 64 * 1024 * 1024 },
      ...more,
    });
  const outputOf = async (job: number): Promise<string> => {
    let text = "";
    for await (const piece of site.client.logs(job)) text += Buffer.from(piece).toString();
    return text;
  };
  const until = async (job: number, what: (job: Job) => boolean): Promise<Job> => {
    await eventually(`job ${job}`, async () => what(await site.client.get(job)));
    return site.client.get(job);
  };

  it("reach the task as a variable and as a file of its own, and nothing that is kept or logged", async () => {
    await site.client.putSecret("db", CANARY);
    const script =
      'echo "${#DB} $(stat -c %a "$GODOCKER_SECRETS_DIR/db.txt") $(wc -c <"$GODOCKER_SECRETS_DIR/db.txt")"';
    const { id } = await submit(["sh", "-c", script], {
      secrets: [
        { name: "db", env: "DB" },
        { name: "db", file: "db.txt" },
      ],
    });
    assert.equal((await site.client.waitForEnd(id)).state, "succeeded");
    assert.equal(await outputOf(id), `${CANARY.length} 400 ${CANARY.length}\n`);
    assert.doesNotMatch(site.logText(), new RegExp(CANARY));
    const state = join(site.directory, "state");
    for (const name of readdirSync(state).filter((each) => each.startsWith("godocker.db")))
      assert.ok(!readFileSync(join(state, name)).includes(CANARY), name);
    assert.equal(statSync(join(state, "secrets.keys")).mode & 0o777, 0o600);
    assert.ok(existsSync(state));
  });

  it("hold a job when one is missing as it would start, which runs once it is there and released", async () => {
    await site.client.putSecret("late", "1");
    const { id } = await submit(["sh", "-c", "echo $LATE"], {
      secrets: [{ name: "late", env: "LATE" }],
      hold: true,
    });
    await until(id, ({ state }) => state === "held");
    await site.client.removeSecret("late");
    await site.client.release(id);
    const held = await until(id, ({ state, message }) => state === "held" && message !== undefined);
    assert.match(held.message ?? "", /there is no secret "late"; the job is held until it is released/);
    assert.equal(held.attempts.at(-1)?.state, "failed");
    await site.client.putSecret("late", "2");
    await site.client.release(id);
    assert.equal((await site.client.waitForEnd(id)).state, "succeeded");
    assert.equal(await outputOf(id), "2\n");
  });

  it("come before the time limit, as a signal that the program can heed", async () => {
    const script = "trap 'echo warned; exit 5' USR1; for n in $(seq 600); do sleep 0.1; done";
    const { id } = await submit(["bash", "-c", script], {
      walltimeSeconds: 60,
      signal: { name: "USR1", beforeSeconds: 58 },
    });
    const ended = await site.client.waitForEnd(id);
    assert.deepEqual([ended.state, ended.exitCode], ["failed", 5]);
    assert.equal(await outputOf(id), "warned\n");
  });

  it("are refused where the cluster limits the processes of no single job", async () => {
    await assert.rejects(submit(["true"], { resources: { pids: 64 } }), /not valid|one fault/i);
  });
});
