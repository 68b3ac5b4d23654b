import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "../../client/client.ts";
import { startInstalled } from "../program/installed.ts";
import type { Benchmark, Figures } from "../figures/benchmark.ts";
import { dockerRig, swarmRig } from "./engine-rigs.ts";
import { kubernetesRig } from "./kubernetes-rig.ts";
import type { Rig } from "./rig.ts";

const RIGS: readonly (() => Promise<Rig>)[] = [dockerRig, swarmRig, kubernetesRig];
const AT_ONCE = 8;
const ROUNDS = 2;

/** What GoDocker adds to its clusters, beside the same work done straight on them, turn and turn about. */
export const executorsBenchmark: Benchmark = {
  about:
    "tasks on Docker, Swarm and Kubernetes beside the bare cluster: time until they run, tasks per second (root)",
  async run({ small }): Promise<Figures> {
    const figures: Record<string, number> = {};
    for (const open of RIGS) {
      await using rig = await open();
      Object.assign(figures, await measured(rig, small));
    }
    return figures;
  },
};

async function measured(rig: Rig, small: boolean): Promise<Figures> {
  const [singles, tasks] = small ? [2, 8] : [12, 40];
  const directory = mkdtempSync(join(tmpdir(), "godocker-bench-"));
  const bareMs: number[] = [];
  const withDirectoryMs: number[] = [];
  const ownMs: number[] = [];
  const bareRates: number[] = [];
  const ownRates: number[] = [];
  try {
    await using installed = await startInstalled({ directory, set: rig.set });
    const { client } = installed;
    await rig.runBare(["true"]);
    await runOwn(client, rig, ["true"], 1);
    for (let at = 0; at < singles; at += 1) {
      bareMs.push(await rig.runBare(["sleep", "1"]));
      if (rig.runBareWithDirectory !== undefined)
        withDirectoryMs.push(await rig.runBareWithDirectory(["sleep", "1"]));
      const [one] = await runOwn(client, rig, ["sleep", "1"], 1);
      assert.ok(one !== undefined);
      ownMs.push(one.startedMs - one.launchedMs);
    }
    for (let round = 0; round < ROUNDS; round += 1) {
      bareRates.push(await bareRate(rig, tasks));
      const ended = await runOwn(client, rig, ["true"], tasks);
      const beganMs = Math.min(...ended.map(({ launchedMs }) => launchedMs));
      ownRates.push((1000 * tasks) / (Math.max(...ended.map(({ endedMs }) => endedMs)) - beganMs));
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  const [bare, own] = [median(bareMs), median(ownMs)];
  const [bareBest, ownBest] = [Math.max(...bareRates), Math.max(...ownRates)];
  return {
    [`${rig.name}: bare, until it runs ms, median`]: bare,
    ...(withDirectoryMs.length === 0
      ? {}
      : {
          [`${rig.name}: bare with a directory of its own, until it runs ms, median`]:
            median(withDirectoryMs),
          [`${rig.name}: launch until it runs, times that`]: own / median(withDirectoryMs),
        }),
    [`${rig.name}: launch until it runs ms, median`]: own,
    [`${rig.name}: launch until it runs, times the bare cluster`]: own / bare,
    [`${rig.name}: bare, tasks per second`]: bareBest,
    [`${rig.name}: tasks per second`]: ownBest,
    [`${rig.name}: tasks per second, part of the bare cluster`]: ownBest / bareBest,
  };
}

interface Ended {
  readonly launchedMs: number;
  readonly startedMs: number;
  readonly endedMs: number;
}

/** Tasks of one array, so many at once as of the bare loop. */
async function runOwn(
  client: Client,
  rig: Rig,
  command: readonly string[],
  count: number,
): Promise<readonly Ended[]> {
  const { id } = await client.submit({
    image: rig.image,
    command: [...command],
    resources: { cpus: 0.1, memoryBytes: 32 * 1024 ** 2 },
    ...(count === 1 ? {} : { array: { from: 1, to: count, maxConcurrent: AT_ONCE } }),
  });
  const job = await client.waitForEnd(id);
  assert.equal(job.state, "succeeded", JSON.stringify(job));
  const { items } = await client.attempts(id);
  assert.equal(items.length, count);
  const time = (text: string | undefined): number => Date.parse(text ?? "");
  return items.map(({ endedAt, launchedAt, startedAt }) => ({
    launchedMs: time(launchedAt),
    startedMs: time(startedAt),
    endedMs: time(endedAt),
  }));
}

async function bareRate(rig: Rig, tasks: number): Promise<number> {
  let left = tasks;
  const beganMs = performance.now();
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await rig.runBare(["true"]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return (1000 * tasks) / (performance.now() - beganMs);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
