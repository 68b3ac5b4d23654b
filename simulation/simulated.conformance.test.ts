// The backend's promises, on the cluster that the scheduler is tested with: what it would do wrong here, it would hide.
import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { Backend, TaskLaunch } from "../offers/backend.ts";
import { describeBackend, GROUPS, RESULTS, type BackendWorld } from "../offers/backend.conformance.ts";
import { NO_RESOURCES } from "../resources/vector.ts";
import { BACKENDS_PAGE, columnIn, columnOf, readOutcomes } from "../scripts/pages/backends-page.ts";
import { SimulatedCluster } from "./cluster.ts";
import { seededRandom } from "./random.ts";
import type { Run } from "./tasks.ts";
import { VirtualTime } from "./virtual-time.ts";
import { NO_FAULTS } from "./world.ts";

/** Virtual time goes so much faster than ours. */
const SPEED = 10;
const STEP_MS = 10;
const NOTHING_RUNS = "nothing really runs in the simulator: it knows how long a task takes, and how it ends";
const UNKIND = "the simulator starts whatever it is told to start: nobody asks it for what it cannot do";
/** Promises about what a program sees and does. */
const OF_PROGRAMS = `
  arguments environment secrets fetch fetch-fails account account-groups sandbox output signals
  no-program not-executable no-image children memory memory-beside memory-limit pids completion-time
  tmpfs shm privileges volume volume-read-only volume-path scratch port port-mapped kill-grace
  kill-hard kill-tree pause
`
  .trim()
  .split(/\s+/);

/** What is understood of a script: what it writes before it sleeps, for how long it sleeps, what it writes then, its end. */
interface Act {
  readonly before: readonly string[];
  readonly sleepMs: number;
  readonly after: readonly string[];
  readonly exitCode: number;
}

function actOf(script: string): Act {
  const [before = "", after = ""] = script.split(/sleep \d+/);
  const files = (text: string): readonly string[] =>
    [...text.matchAll(/echo x >>?([^\s;]+)/g)].map(([, file = ""]) => file);
  const sleepS = Number(/sleep (\d+)/.exec(script)?.[1] ?? "1");
  const exitCode = Number(/exit (\d+)/.exec(script)?.[1] ?? "0");
  return { before: files(before), sleepMs: sleepS * 1000 * SPEED, after: files(after), exitCode };
}

async function openSimulatedWorld(): Promise<BackendWorld> {
  const shared = mkdtempSync(join(tmpdir(), "godocker-simulated-world-"));
  const time = new VirtualTime();
  const agent = {
    total: { cpusMilli: 4000, memMib: 4096, diskMib: 8192, gpus: 0 },
    totalRevocable: NO_RESOURCES,
    totalPorts: [[31_000, 31_100]] as const,
    attributes: {},
    broken: false,
  };
  const cluster = new SimulatedCluster({
    name: "simulated",
    time,
    random: seededRandom(1),
    faults: NO_FAULTS,
    agents: [agent],
    lots: ["batch"],
    marginMs: 0,
    pauses: true,
  });
  const acts = new Map<string, Act>();
  let disconnections = 0;
  let untilMs = time.nowMs();
  let isOpen = true;
  const begun = new Set<Run>();
  const over = new Set<Run>();
  const play = (): void => {
    for (const run of cluster.runs) {
      const act = acts.get(run.taskId);
      if (act === undefined) continue;
      if (!begun.has(run)) for (const file of act.before) appendFileSync(file, "x\n");
      begun.add(run);
      if (run.outcome === undefined || over.has(run)) continue;
      if (run.outcome !== "killed") for (const file of act.after) appendFileSync(file, "x\n");
      over.add(run);
    }
  };
  const go = async (): Promise<void> => {
    while (isOpen) {
      untilMs += STEP_MS * SPEED;
      await time.runUntil(() => false, untilMs);
      play();
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
  };
  const going = go();
  const acted = (task: TaskLaunch): TaskLaunch => {
    const act = actOf(task.argv.at(-1) ?? "");
    acts.set(task.taskId, act);
    const env = { SIMULATED_MS: `${act.sleepMs}`, SIMULATED_EXIT: `${act.exitCode}` };
    return { ...task, env: { ...task.env, ...env } };
  };
  const connect = (): Backend => {
    const backend = cluster.backend();
    return {
      ...backend,
      start: ({ registrationId, emit }) =>
        backend.start({
          registrationId,
          emit(event) {
            if (event.type === "disconnected") disconnections += 1;
            emit(event);
          },
        }),
      launch: (order) => backend.launch({ ...order, tasks: order.tasks.map(acted) }),
    };
  };
  return {
    name: "Simulator",
    connect,
    base: {},
    uid: 0,
    shared,
    listen: () => "",
    portHost: "127.0.0.1",
    cannot: { ...Object.fromEntries(OF_PROGRAMS.map((id) => [id, NOTHING_RUNS])), refused: UNKIND },
    async interrupt() {
      const before = disconnections;
      cluster.faults = { ...NO_FAULTS, disconnectEveryMs: 1000 };
      while (disconnections === before) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
      cluster.faults = NO_FAULTS;
    },
    async [Symbol.asyncDispose]() {
      isOpen = false;
      await going;
      assert.deepEqual(cluster.complaints, []);
      rmSync(shared, { recursive: true, force: true });
    },
  };
}

const directory = mkdtempSync(join(tmpdir(), "godocker-simulated-results-"));
const results = (process.env[RESULTS] ??= join(directory, "results"));
after(() => rmSync(directory, { recursive: true, force: true }));

describeBackend("Simulator", openSimulatedWorld);

describe("the page of all clusters", () => {
  it("says of the simulator what was seen here", () => {
    const seen = columnOf(readOutcomes(results), "Simulator");
    assert.equal(seen.size, GROUPS.flatMap(([, behaviours]) => behaviours).length);
    assert.deepEqual(columnIn(readFileSync(BACKENDS_PAGE, "utf8"), "Simulator"), seen);
  });
});
