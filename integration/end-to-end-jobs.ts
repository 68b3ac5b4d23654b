// Jobs from their submission to their output, the same on every cluster that starts images; for suites.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Installation } from "./installation.ts";
import { until } from "./until.ts";

export interface EndToEnd {
  /** Of the cluster that is shown. */
  readonly executor: string;
  readonly image: string;
  /** A directory of the suite's own that tasks see under the same path. */
  readonly home: string;
  /** @param more  settings beside those that name the cluster */
  install(more: readonly string[]): Promise<Installation>;
}
const SMALL = { cpus: 0.01, memoryBytes: 16 * 1024 ** 2 };

/** The example of all pages: an array counts, and a job that depends on it adds up. */
export async function countKmers({ executor, home, image, install }: EndToEnd): Promise<void> {
  const work = join(home, "work");
  mkdirSync(work, { recursive: true });
  await using site = await install([volume("work", work)]);
  const example = join(import.meta.dirname, "../examples/kmers");
  copyFileSync(join(example, "phiX174.fa"), join(work, "phiX174.fa"));
  const script = (name: string): string => readFileSync(join(example, name), "utf8");
  const common = {
    image,
    executor,
    volumes: [{ name: "work", mode: "rw" as const }],
    resources: { cpus: 0.2, memoryBytes: 64 * 1024 ** 2 },
  };
  const count = await site.client.submit({
    name: "count",
    script: script("count.sh"),
    args: ["phiX174.fa", "8"],
    array: { from: 1, to: 8 },
    ...common,
  });
  const merge = await site.client.submit({
    name: "merge",
    script: script("merge.sh"),
    args: ["8"],
    dependencies: [{ job: count.id, on: "success" }],
    ...common,
  });
  const ended = await site.client.waitForEnd(merge.id);
  assert.equal(ended.state, "succeeded", JSON.stringify(ended));
  assert.match(await outputOf(site, merge.id), /5383/);
}

/** So many tasks run while their scheduler is killed twice: none is started again, and each has its own end. */
export async function adoptAfterKills(world: EndToEnd, tasks: number): Promise<void> {
  const marks = join(world.home, "marks");
  mkdirSync(marks, { recursive: true });
  await using site = await world.install([volume("marks", marks)]);
  const job = await site.client.submit({
    name: "adopted",
    image: world.image,
    // None of them ends before all have begun and the scheduler was killed.
    script: `#!/bin/sh
echo begun
echo begun >>"$GODOCKER_VOLUME_MARKS/begun-$GODOCKER_ARRAY_INDEX"
while [ ! -e "$GODOCKER_VOLUME_MARKS/go" ]; do sleep 1; done
echo ended $GODOCKER_ARRAY_INDEX
exit $((GODOCKER_ARRAY_INDEX % 2))
`,
    array: { from: 1, to: tasks },
    resources: SMALL,
    volumes: [{ name: "marks", mode: "rw" }],
    retry: { maxAttempts: 1 },
  });
  await until("all of them run", async () => (await site.client.get(job.id)).progress?.running === tasks);
  for (let kills = 0; kills < 2; kills += 1) {
    const { scheduler } = site.pids;
    assert.ok(scheduler !== undefined);
    process.kill(scheduler, "SIGKILL");
    await until("there is another one", async () => {
      const { scheduler: next } = site.pids;
      return Promise.resolve(next !== undefined && next !== scheduler);
    });
    await sleep(3000); // it is somewhere in its beginning, or at work
  }
  writeFileSync(join(marks, "go"), "");
  const ended = await site.client.waitForEnd(job.id);
  const odd = Math.ceil(tasks / 2);
  assert.deepEqual([ended.progress?.succeeded, ended.progress?.failed], [tasks - odd, odd]);
  const begun = readdirSync(marks).filter((name) => name.startsWith("begun-"));
  assert.equal(begun.length, tasks);
  for (const name of begun) assert.equal(readFileSync(join(marks, name), "utf8"), "begun\n", name);
  for (const index of [1, Math.ceil(tasks / 2), tasks])
    assert.equal(await outputOf(site, job.id, index), `begun\nended ${index}\n`);
}

/** A signal over the API is for the program of a job, which does with it what it likes. */
export async function signalPrograms({ executor, image, install }: EndToEnd): Promise<void> {
  await using site = await install([]);
  const job = await site.client.submit({
    name: "signalled",
    image,
    executor,
    script: `#!/bin/sh
trap 'echo caught; exit 7' USR1
echo ready
while :; do sleep 0.2; done
`,
    resources: SMALL,
    retry: { maxAttempts: 1 },
  });
  await until("it runs", async () => (await site.client.get(job.id)).state === "running");
  await until("its program is ready", async () => (await outputOf(site, job.id)).includes("ready"));
  const { sent } = await site.client.sendSignal(job.id, "USR1");
  assert.equal(sent, 1);
  const ended = await site.client.waitForEnd(job.id);
  assert.deepEqual([ended.state, ended.exitCode], ["failed", 7]);
  assert.equal(await outputOf(site, job.id), "ready\ncaught\n");
}

/** The setting of one volume that jobs may write to. */
export function volume(name: string, source: string): string {
  return `volumes=${JSON.stringify([{ name, source, mode: "rw" }])}`;
}

export async function outputOf({ client }: Installation, job: number, index?: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  const task = index === undefined ? {} : { index };
  for await (const chunk of client.logs(job, { stream: "stdout", ...task })) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
