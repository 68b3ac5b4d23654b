import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TaskId } from "../../jobs/life/job.ts";
import { NO_RESOURCES } from "../../resources/vector.ts";
import type { LeaderPorts } from "../../scheduler/leading/leader-ports.ts";
import { newAgent } from "../../simulation/agents.ts";
import { sabotaged, sabotagedReading, thrownAway } from "../../simulation/sabotage.builders.ts";
import { Ledger } from "./ledger.ts";
import { runFailingDay } from "./run.ts";
import { FAULTS } from "./world.ts";

const SMALL = { seed: 26, agents: 5, jobs: 30, faults: new Set(FAULTS) };

describe("a small day on which everything fails", { timeout: 600_000 }, () => {
  it("leaves nothing broken, and is the same day again from the same seed", async () => {
    const first = await runFailingDay(SMALL);
    assert.deepEqual(first.broken, []);
    assert.ok(first.leaders > 5 && first.runs >= first.jobs && first.recounts > 0);
    assert.deepEqual(await runFailingDay(SMALL), first);
  });

  it("is the same day when leaders use nothing of what they read while they stood by", async () => {
    const first = await runFailingDay(SMALL);
    assert.ok(first.stoodBy > 5 && first.stoodBy < first.leaders, `${first.stoodBy} of ${first.leaders}`);
    assert.deepEqual(await runFailingDay({ ...SMALL, reading: thrownAway }), {
      ...first,
      stoodBy: 0,
    });
  });

  it("shows a scheduler that keeps what ended while it stood by", async () => {
    const { broken } = await runFailingDay({ ...SMALL, reading: sabotagedReading("keeps-what-ended") });
    assert.notDeepEqual(broken, []);
  });

  it("has one leader where nothing fails", async () => {
    const { broken, leaders } = await runFailingDay({ ...SMALL, faults: new Set<never>() });
    assert.deepEqual([broken, leaders], [[], 1]);
  });

  // Leaders are killed every few minutes: each goes on with what those before it knew of bad agents.
  for (const [seed, least] of [
    [12, 10],
    [47, 5],
  ] as const) {
    it(`loses little to black holes that no leader outlives (seed ${seed})`, async () => {
      const faults = new Set(["black-holes", "scheduler"] as const);
      const { blackHoles, broken, leaders } = await runFailingDay({ seed, agents: 20, jobs: 900, faults });
      assert.deepEqual(broken, []);
      assert.ok(leaders > 50 && blackHoles.attempts >= least, "it happens at all");
      assert.ok(blackHoles.hourMost <= 5, `${blackHoles.hourMost} attempts in an hour`);
      assert.equal(blackHoles.userVisible, 0);
    });
  }

  for (const [fault, shown, tamper] of [
    [
      "acknowledges what it has yet to write",
      /nothing that succeeded runs again/,
      (ports: LeaderPorts) => sabotaged(ports, "acknowledge-before-commit"),
    ],
    ["gives tasks more than it wrote down", /has \d+\/\S+ of mesos-agent-\d+, by the journal/, greedy],
    ["starts what it did not write down", /is not live in the journal/, forgetful],
  ] as const) {
    it(`shows a scheduler that ${fault}`, async () => {
      const { broken } = await runFailingDay({ ...SMALL, tamper });
      assert.ok(
        broken.some((one) => shown.test(one)),
        `found: ${broken.join("\n")}`,
      );
    });
  }
});

describe("the ledger of a failing day", () => {
  const total = { cpusMilli: 2000, memMib: 1024, diskMib: 0, gpus: 0 };
  const agent = () =>
    newAgent("a1", {
      attributes: {},
      broken: false,
      total,
      totalPorts: [[1, 9]],
      totalRevocable: NO_RESOURCES,
    });

  it("sees a task of which the journal does not know", () => {
    const ledger = new Ledger(1000);
    ledger.held(launchOf("7.1.1", 1000), agent());
    assert.match(ledger.problems.join(), /7\.1\.1 was started on a1, and is not live in the journal/);
  });

  it("sees a task that runs twice at once, a port that two have, and an agent with too much", () => {
    const ledger = new Ledger(1000);
    const one = agent();
    ledger.held(launchOf("7.1.1", 1500, 4), one);
    ledger.held(launchOf("7.2.1", 1500, 4), one);
    const found = ledger.problems.join();
    for (const shown of [
      /7\.2\.1 was started while 7\.1\.1 ran/,
      /has a port that another/,
      /more than a1 has left/,
    ])
      assert.match(found, shown);
  });

  it("sees two writers in one epoch, and an entry that is missing", () => {
    const ledger = new Ledger(1000);
    const led = [{ type: "led", instance: "a" }] as const;
    ledger.wrote({ n: 1, epoch: 1, atMs: 0, writer: "a", records: led });
    ledger.wrote({ n: 3, epoch: 1, atMs: 0, writer: "b", records: [] });
    assert.match(ledger.problems.join(), /entry 3 follows 1,entry 3: b writes in epoch 1 after a in 1/);
  });
});

function launchOf(taskId: string, cpusMilli: number, port?: number): Parameters<Ledger["held"]>[0] {
  return {
    taskId: taskId as TaskId, // as `taskIdOf` makes them
    name: "work",
    argv: ["work"],
    env: {},
    files: [],
    resources: { cpusMilli, memMib: 1, diskMib: 0, gpus: 0 },
    ports: port === undefined ? [] : [{ port }],
    account: { name: "ada" },
    mounts: [],
    tmpfs: [],
    preemptible: false,
    labels: {},
    graceMs: 1000,
  };
}

function greedy(ports: LeaderPorts): LeaderPorts {
  return {
    ...ports,
    prepare: async (job, attempt) => {
      const launch = await ports.prepare(job, attempt);
      return { ...launch, resources: { ...launch.resources, cpusMilli: launch.resources.cpusMilli + 1 } };
    },
  };
}

/** Its journal is not told of launches. */
function forgetful(ports: LeaderPorts): LeaderPorts {
  const { store } = ports;
  return {
    ...ports,
    store: {
      ...store,
      append: (entry) =>
        store.append({
          ...entry,
          records: entry.records.filter(
            (record) => record.type !== "job" || record.event.type !== "launched",
          ),
        }),
    },
  };
}
