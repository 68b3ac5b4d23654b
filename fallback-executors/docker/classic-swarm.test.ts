// The standalone Swarm, of which no program is to be had any more: a stand-in that answers as its documentation says.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { aTask, drive, type Driver } from "../../offers/backend-suite/driver.builders.ts";
import type { TaskLaunch } from "../../offers/backend.ts";
import { testDocker } from "../testing/docker-engine.ts";
import { tinyClassicSwarm, type TinyClassicSwarm } from "../testing/classic-swarm.ts";
import { classicNodes } from "./classic-swarm.ts";
import { createDockerBackend } from "./docker-backend.ts";

const task = (more: Partial<TaskLaunch> = {}): TaskLaunch =>
  aTask({
    image: { ref: "debian:12", pull: "ifNotPresent" },
    account: { name: "ada", uid: 1000, gid: 1000 },
    ...more,
  });

describe("what a manager of a classic Swarm tells of its nodes", () => {
  it("is read in the form of its last versions", () => {
    const SystemStatus = [
      ["Role", "primary"],
      ["Strategy", "spread"],
      ["Filters", "health, port, containerslots, dependency, affinity, constraint"],
      ["Nodes", "2"],
      [" ubuntu", "10.1.0.108:2376"],
      ["  └ ID", "RDEJ:ZCV6"],
      ["  └ Status", "Healthy"],
      ["  └ Containers", "10 (1 Running, 0 Paused, 9 Stopped)"],
      ["  └ Reserved CPUs", "1 / 4"],
      ["  └ Reserved Memory", "8 GiB / 2.052 GiB"],
      ["  └ Labels", "kernelversion=3.19.0-25-generic, operatingsystem=Ubuntu 14.04.3 LTS"],
      ["  └ UpdatedAt", "2016-05-07T03:44:25Z"],
      ["  └ ServerVersion", "1.11.0"],
      [" (unknown)", "10.1.0.109:2376"],
      ["  └ Status", "Pending"],
      ["  └ Reserved CPUs", "0 / 0"],
      ["  └ Reserved Memory", "0 B / 0 B"],
    ];
    assert.deepEqual(classicNodes({ ID: "", SystemStatus }), [
      {
        id: "RDEJ:ZCV6",
        name: "ubuntu",
        cpus: 4,
        memMib: 2100, // 2.052 GiB is rounded, from 2.0515 at least
        isHealthy: true,
        labels: {
          engine: "1.11.0",
          kernelversion: "3.19.0-25-generic",
          operatingsystem: "Ubuntu 14.04.3 LTS",
        },
      },
    ]);
  });

  it("is read in the form of its first versions", () => {
    const DriverStatus = [
      ["\bStrategy", "spread"],
      ["\bFilters", "affinity, health, constraint"],
      ["\bNodes", "1"],
      ["localhost", "127.0.0.1:2375"],
      [" └ Containers", "10"],
      [" └ Reserved CPUs", "1 / 4"],
      [" └ Reserved Memory", "2 / 8.083GiB"],
      [" └ Labels", "storagedriver=btrfs"],
    ];
    const [node, ...more] = classicNodes({ DriverStatus }) ?? [];
    assert.deepEqual(more, []);
    assert.deepEqual([node?.id, node?.cpus, node?.memMib], ["localhost", 4, 8276]);
  });

  it("is nothing, when it is an engine that answers, or something without sense", () => {
    for (const info of [
      { DriverStatus: [["Backing Filesystem", "extfs"]] },
      { DriverStatus: [["Nodes", "7"]] },
      { SystemStatus: null },
      { SystemStatus: [[7], "x", ["Strategy"]] },
      7,
    ])
      assert.equal(classicNodes(info), undefined);
  });
});

describe("the nodes of any manager", () => {
  it("are read as they were written, whatever they are called", () => {
    const word = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,20}$/);
    const node = fc.record({
      name: word,
      cpus: fc.integer({ min: 1, max: 512 }),
      gib: fc.integer({ min: 1, max: 4096 }),
      isHealthy: fc.boolean(),
      labels: fc.dictionary(word, word, { maxKeys: 4 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(node, { selector: ({ name }) => name, maxLength: 6 }), (nodes) => {
        const rows = nodes.flatMap(({ name, cpus, gib, isHealthy, labels }) => [
          [` ${name}`, "10.0.0.1:2376"],
          ["  └ Status", isHealthy ? "Healthy" : "Unhealthy"],
          ["  └ Reserved CPUs", `0 / ${cpus}`],
          ["  └ Reserved Memory", `0 B / ${gib} GiB`],
          [
            "  └ Labels",
            Object.entries(labels)
              .map((pair) => pair.join("="))
              .join(", "),
          ],
        ]);
        const SystemStatus = [["Strategy", "spread"], ["Nodes", `${nodes.length}`], ...rows];
        assert.deepEqual(
          classicNodes({ SystemStatus }),
          nodes.map(({ gib, labels, ...rest }) => ({
            ...rest,
            id: rest.name,
            memMib: gib * 1024 - 512,
            labels: { ...labels },
          })),
        );
      }),
    );
  });

  it("are never a reason to fail, whatever is answered", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.tuple(fc.string(), fc.string())), (any, rows) => {
        classicNodes(any);
        classicNodes({ SystemStatus: any });
        classicNodes({ SystemStatus: [["Filters", "x"], ["Nodes", "1"], ...rows] });
      }),
    );
  });
});

describe("a classic Swarm of two nodes", { timeout: 120_000 }, () => {
  let swarm: TinyClassicSwarm;
  let driver: Driver;
  before(async () => {
    swarm = await tinyClassicSwarm();
    driver = await drive(createDockerBackend(testDocker(swarm.url, "test", { gpus: ["0"] })));
  });
  after(async () => {
    await driver[Symbol.asyncDispose]();
    await swarm[Symbol.asyncDispose]();
  });
  const used = new Set<string>();
  const on = async (hostname: string) =>
    driver.until(`an offer of ${hostname}`, () =>
      driver.offers().find((one) => one.hostname === hostname && !used.has(one.id)),
    );
  const launch = async (one: TaskLaunch, hostname: string): Promise<void> => {
    const { agentId, id } = await on(hostname);
    used.add(id);
    driver.backend.launch({ agentId, offerIds: [id], tasks: [one], refuseMs: 0 });
  };

  it("offers what each node has", async () => {
    await on("node-2");
    const agents = await driver.event("the inventory", (one) =>
      one.type === "agents" ? one.agents : undefined,
    );
    assert.deepEqual(
      agents.map(({ hostname, id, total: { cpusMilli, gpus }, active }) => [
        hostname,
        id,
        cpusMilli,
        gpus,
        active,
      ]),
      [
        ["node-1", "ID:node-1", 4000, 0, true],
        ["node-2", "ID:node-2", 8000, 0, true],
      ],
    );
  });

  it("has a task start on the node whose offer it was given, in words that it knows", async () => {
    for (const hostname of ["node-1", "node-2"]) {
      const one = task({
        resources: { cpusMilli: 1500, memMib: 64, diskMib: 0, gpus: 0 },
        mounts: [{ source: "/data", path: "/mnt/data", mode: "ro" }],
        scratch: { mib: 10, path: "/scratch" },
      });
      await launch(one, hostname);
      assert.equal((await driver.running(one.taskId)).agentId, `ID:${hostname}`);
      const body = swarm.created(one.taskId);
      assert.deepEqual(
        body.Env.filter((word) => word.startsWith("constraint:")),
        [`constraint:node==${hostname}`],
      );
      const { Binds, CpuPeriod, CpuQuota, CpuShares, Mounts, NanoCpus } = body.HostConfig;
      assert.deepEqual([CpuQuota, CpuPeriod, CpuShares, NanoCpus], [150_000, 100_000, 1, 0]);
      assert.deepEqual([Binds, Mounts, body.Volumes], [["/data:/mnt/data:ro"], [], { "/scratch": {} }]);
      swarm.ends(one.taskId, 3);
      assert.equal((await driver.end(one.taskId)).exitCode, 3);
    }
  });

  it("refuses a directory that it cannot mount", async () => {
    const one = task({ mounts: [{ source: "/a:b", path: "/mnt/data", mode: "ro" }] });
    await launch(one, "node-1");
    const end = await driver.end(one.taskId);
    assert.deepEqual([end.state, end.fault], ["error", "refused"]);
    assert.match(end.message ?? "", /"\/a:b" has a colon/);
  });

  it("drops a task free of charge for which it finds no room", async () => {
    const one = task();
    swarm.fill("no resources available to schedule container");
    await launch(one, "node-1");
    const end = await driver.end(one.taskId);
    assert.deepEqual([end.state, end.message], ["dropped", "no resources available to schedule container"]);
    swarm.fill(undefined);
  });

  it("counts what others hold to the node where they hold it", async () => {
    swarm.addForeign("node-1", 1024);
    await using other = await drive(createDockerBackend(testDocker(swarm.url, "another")));
    const free = async (hostname: string): Promise<number> => {
      const offer = await other.until("an offer", () =>
        other.offers().find((one) => one.hostname === hostname),
      );
      return offer.resources.memMib;
    };
    assert.deepEqual([await free("node-1"), await free("node-2")], [8186 - 1024, 16_378]);
  });

  it("is known again: tasks are adopted on their nodes, those of a silent node as unreachable", async () => {
    const [near, far] = [task(), task()];
    for (const [hostname, one] of [
      ["node-1", near],
      ["node-2", far],
    ] as const) {
      await launch(one, hostname);
      await driver.running(one.taskId);
    }
    swarm.setHealthy("node-2", false);
    await driver.backend.stop();
    await using again = await drive(createDockerBackend(testDocker(swarm.url, "test")), "classic-swarm");
    await again.event("the connection", ({ type }) => (type === "connected" ? true : undefined));
    again.backend.reconcile([]);
    const stateOf = async ({ taskId }: TaskLaunch) => {
      const { agentId, state } = await again.status(taskId, ({ reconciliation }) => reconciliation);
      return [agentId, state];
    };
    assert.deepEqual(await stateOf(near), ["ID:node-1", "running"]);
    assert.deepEqual(await stateOf(far), ["ID:node-2", "unreachable"]);
    assert.ok(!again.events.some(({ type }) => type === "removed"));
    assert.ok(!again.offers().some(({ hostname }) => hostname === "node-2"));
    swarm.ends(near.taskId, 0);
    assert.equal((await again.end(near.taskId)).state, "finished");
  });
});
