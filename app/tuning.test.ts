import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { KEY_NAMES, KEYS, type KeyName } from "../config/schema/keys.ts";
import type { Key } from "../config/formats/key.ts";
import { loadConfig } from "../config/loading/load.ts";
import type { Capabilities } from "../offers/backend.ts";
import { job } from "../scheduler/core/core.builders.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { aMeteredCore, type MeteredCore } from "./metered-core.builders.ts";
import { tuningOf } from "./wiring/tuning.ts";

const HOUR_MS = 3_600_000;

/** How a setting is shown to move its metric: the same story, told once with each of two values. */
interface Story {
  readonly low: string;
  readonly high: string;
  /** What else is configured. */
  readonly also?: readonly string[];
  readonly agents?: Readonly<Record<string, number>>;
  /** What the cluster can, or cannot, beside what Mesos does. */
  readonly can?: Partial<Capabilities>;
  readonly sample: string;
  readonly story: (core: MeteredCore) => void;
  readonly moves: "more" | "less";
}

const cpus = (count: number) => ({ resources: resources(count) });
const resources = (count: number) => ({
  cpus: count,
  memoryBytes: 2 ** 20,
  diskBytes: 0,
  gpus: 0,
  ports: 0,
  portNames: [],
});

/** A wide job waits on each agent while small ones run there. */
function passedOver(core: MeteredCore, wide: number): void {
  const agents = Array.from({ length: wide }, (_, at) => `a${at + 1}`);
  for (const id of agents) core.occupy(id, 5);
  core.submit(...agents.map((_, at) => job(at + 1, cpus(8))));
  core.submit(...agents.map((_, at) => job(100 + at, cpus(1))));
  core.pass(120);
}

/** An agent is held for a wide job until another one ends; a short one comes meanwhile. */
function meanwhile(core: MeteredCore, walltimeSeconds: number | undefined): void {
  core.submit(job(1, { ...cpus(4), ...(walltimeSeconds === undefined ? {} : { walltimeSeconds }) }));
  core.pass(2);
  core.submit(job(2, cpus(8)));
  core.pass(65);
  core.submit(job(3, { ...cpus(1), walltimeSeconds: 60 }));
  core.pass(70);
}

/** Rita's preemptible tasks have everything when Paul comes, and Otto. */
const PREEMPTION = {
  agents: { a1: 8 },
  sample: "godocker_preempted_tasks_total",
  story: (core: MeteredCore) => {
    core.submit(
      ...Array.from({ length: 8 }, (_, at) => job(at + 1, { user: "rita", preemptible: true, ...cpus(1) })),
    );
    core.pass(60);
    core.submit(job(50, { user: "paul", ...cpus(1) }), job(51, { user: "otto", ...cpus(1) }));
    core.pass(120);
  },
};
const MADE_ROOM = [
  "scheduling.preemption=shares",
  "scheduling.preemptAfter=10s",
  "scheduling.preemptProtect=10s",
  "scheduling.preemptPerMinute=100",
];

const STORIES: Partial<Record<KeyName, Story>> = {
  "mesos.unknownTasks": {
    low: "kill",
    high: "ignore",
    agents: { a1: 4 },
    sample: "godocker_kills_total",
    story: (core) => core.status("999.1.1", "running"),
    moves: "less",
  },
  "scheduling.refuseWaiting": {
    low: "10s",
    high: "200s",
    also: ["scheduling.reservationsMax=0"],
    agents: { a1: 8 },
    sample: "godocker_offers_received_total",
    story: (core) => {
      core.occupy("a1", 4);
      core.submit(job(1, cpus(8)));
      core.pass(400);
    },
    moves: "less",
  },
  "scheduling.refuseRests": {
    low: "1s",
    high: "10m",
    also: ["scheduling.reservationsMax=0"],
    agents: { a1: 8 },
    sample: "godocker_offers_received_total",
    story: (core) => {
      core.occupy("a1", 4);
      core.submit(job(1, cpus(8)), job(2, cpus(1)));
      core.pass(300);
    },
    moves: "less",
  },
  "scheduling.refuseIdle": {
    low: "10s",
    high: "10m",
    agents: { a1: 4 },
    sample: "godocker_offers_received_total",
    story: (core) => {
      core.loseSuppress();
      core.submit(job(1, cpus(1)));
      core.cancel(1);
      core.pass(300);
    },
    moves: "less",
  },
  "scheduling.launchesPerTurn": {
    low: "1",
    high: "100",
    agents: Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`a${at}`, 1])),
    sample: "godocker_schedule_turns_total",
    story: (core) => {
      core.submit(...Array.from({ length: 20 }, (_, at) => job(at + 1, cpus(1))));
      core.pass(5);
    },
    moves: "less",
  },
  "scheduling.reserveAfter": {
    low: "10s",
    high: "1h",
    agents: { a1: 8 },
    sample: 'godocker_reservations{state="planned"}',
    story: (core) => passedOver(core, 1),
    moves: "less",
  },
  "scheduling.reservationsMax": {
    low: "0",
    high: "2",
    also: ["scheduling.reserveAfter=10s"],
    agents: { a1: 8, a2: 8, a3: 8 },
    sample: 'godocker_reservations{state="planned"}',
    story: (core) => passedOver(core, 3),
    moves: "more",
  },
  "scheduling.localityWeight": {
    low: "0",
    high: "100",
    agents: { a1: 4, a2: 16 },
    sample: 'godocker_local_starts_total{of="image",is="near"}',
    // The image ran where much is left over, and the next task with it would fill the other agent better.
    story: (core) => {
      const image = { ref: "alpine", pull: "ifNotPresent" } as const;
      core.submit(job(1, { ...cpus(5), image }));
      core.pass(1);
      core.status("1.1.1", "running");
      core.submit(job(2, { ...cpus(1), image }));
      core.pass(61);
    },
    moves: "more",
  },
  "scheduling.backfill": {
    low: "off",
    high: "conservative",
    also: ["scheduling.reserveAfter=10s"],
    agents: { a1: 8 },
    sample: "godocker_backfilled_tasks_total",
    story: (core) => meanwhile(core, 1200),
    moves: "more",
  },
  "scheduling.assumedWalltime": {
    low: "40s",
    high: "1h",
    also: ["scheduling.reserveAfter=10s"],
    agents: { a1: 8 },
    // Elsewhere what is free is reserved at once where ends are only guessed.
    can: { reservations: false },
    sample: "godocker_backfilled_tasks_total",
    story: (core) => meanwhile(core, undefined),
    moves: "more",
  },
  "scheduling.quarantine": {
    low: "on",
    high: "off",
    agents: { a1: 3, a2: 3 },
    sample: "godocker_agent_verdicts_total",
    story: (core) => {
      core.submit(...["ada", "ben", "ada"].map((user, at) => job(at + 1, { user, ...cpus(1) })));
      core.pass(1);
      for (const id of [1, 2, 3]) core.status(`${id}.1.1`, "failed");
    },
    moves: "less",
  },
  "scheduling.preemption": { ...PREEMPTION, low: "off", high: "shares", also: MADE_ROOM, moves: "more" },
  "scheduling.preemptAfter": { ...PREEMPTION, low: "10s", high: "1h", also: MADE_ROOM, moves: "less" },
  "scheduling.preemptProtect": { ...PREEMPTION, low: "10s", high: "1h", also: MADE_ROOM, moves: "less" },
  "scheduling.preemptPerMinute": { ...PREEMPTION, low: "1", high: "100", also: MADE_ROOM, moves: "more" },
  "scheduling.preemptMargin": { ...PREEMPTION, low: "0", high: "1000", also: MADE_ROOM, moves: "less" },
  "scheduling.operationTimeout": {
    low: "5s",
    high: "1h",
    also: ["scheduling.reserveAfter=10s"],
    agents: { a1: 8 },
    sample: "godocker_operations_asked_total",
    story: (core) => {
      core.occupy("a1", 5);
      core.submit(job(1, cpus(8)));
      core.submit(job(2, cpus(1)));
      core.pass(300);
    },
    moves: "less",
  },
  "scheduling.unreachableTimeout": {
    low: "1m",
    high: "1h",
    agents: { a1: 4 },
    sample: 'godocker_tasks_ended_total{state="failed",reason="NodeLost"}',
    story: (core) => {
      core.submit(job(1, cpus(1)));
      core.pass(2);
      core.status("1.1.1", "running");
      core.status("1.1.1", "unreachable");
      core.pass(300);
    },
    moves: "less",
  },
  "scheduling.recheck": {
    low: "10s",
    high: "100s",
    agents: { a1: 4 },
    sample: "godocker_reconcile_tasks_total",
    story: (core) => {
      core.submit(job(1, cpus(1)));
      core.pass(300);
    },
    moves: "less",
  },
  "scheduling.rekill": {
    low: "5s",
    high: "100s",
    agents: { a1: 4 },
    sample: "godocker_kills_total",
    story: (core) => {
      core.submit(job(1, cpus(1)));
      core.pass(2);
      core.status("1.1.1", "running");
      core.cancel(1);
      core.pass(300);
    },
    moves: "less",
  },
  "scheduling.reconcile": {
    low: "1m",
    high: "1h",
    agents: { a1: 4 },
    sample: "godocker_reconcile_rounds_total",
    story: (core) => {
      core.submit(job(1, cpus(1)));
      core.pass(2);
      core.status("1.1.1", "running");
      core.pass(600);
    },
    moves: "less",
  },
  "scheduling.maintenance.policy": {
    low: "finish",
    high: "requeue",
    agents: { a1: 4 },
    sample: 'godocker_maintenance_answers_total{answer="accepted"}',
    story: (core) => maintained(core, undefined, HOUR_MS),
    moves: "more",
  },
  "scheduling.maintenance.margin": {
    low: "1m",
    high: "30m",
    also: ["scheduling.maintenance.policy=finish"],
    agents: { a1: 4 },
    sample: 'godocker_maintenance_answers_total{answer="accepted"}',
    story: (core) => maintained(core, 1800, HOUR_MS),
    moves: "less",
  },
  "scheduling.maintenance.assumedWalltime": {
    low: "10m",
    high: "1d",
    also: ["scheduling.maintenance.policy=finish"],
    agents: { a1: 4 },
    sample: 'godocker_maintenance_answers_total{answer="accepted"}',
    story: (core) => maintained(core, undefined, HOUR_MS),
    moves: "less",
  },
};

function maintained(core: MeteredCore, walltimeSeconds: number | undefined, inMs: number): void {
  core.submit(job(1, { ...cpus(1), ...(walltimeSeconds === undefined ? {} : { walltimeSeconds }) }));
  core.pass(2);
  core.status("1.1.1", "running");
  core.maintenance("a1", { startMs: inMs });
}

async function told(
  { also = [], agents, can, story, sample }: Story,
  key: string,
  value: string,
): Promise<number> {
  const set = [...also, `${key}=${value}`];
  const loaded = loadConfig({ files: [], env: {}, set, home: "/home/ana", readFile: () => "" });
  assert.ok(loaded.ok);
  const core = await aMeteredCore(tuningOf(loaded.config), agents, can);
  try {
    story(core);
    return await core.metric(sample);
  } finally {
    core.close();
  }
}

describe("a setting, turned up, moves its metric:", () => {
  for (const [key, story] of Object.entries(STORIES)) {
    const { low, high, sample, moves } = story;
    it(`${key} from ${low} to ${high}: ${moves} ${sample}`, async () => {
      const [before, now] = [await told(story, key, low), await told(story, key, high)];
      const moved = moves === "more" ? now > before : now < before;
      assert.ok(moved, `${before} with ${low}, ${now} with ${high}`);
    });
  }
});

describe("a setting that names a metric", () => {
  const metrics = createMetrics({ version: "test", jobStates: [] });
  after(() => metrics.close());

  it("names one that is there", async () => {
    const { text } = await metrics.expose();
    for (const name of KEY_NAMES) {
      const { metric }: Key<unknown> = KEYS[name];
      if (metric !== undefined) assert.ok(text.includes(`# TYPE ${metric} `), `${name}: ${metric}`);
    }
  });

  it("is shown to move it, when it is one of the settings of the scheduler", () => {
    for (const name of KEY_NAMES) {
      const { metric }: Key<unknown> = KEYS[name];
      if (metric === undefined || !name.startsWith("scheduling.")) continue;
      assert.ok(STORIES[name]?.sample.startsWith(metric) === true, name);
    }
  });
});
