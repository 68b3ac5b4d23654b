import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Offer, Resource, SchedulerCall, TaskInfo, TaskStatus } from "../../proto/generated/types.ts";
import { contains, poolOf } from "../resources/pool.ts";
import type { Pool } from "../resources/pool.ts";
import { startLocalCluster } from "../start.ts";
import type { ClusterProcess, LocalCluster } from "../start.ts";
import { eventually } from "../testing/eventually.ts";
import { aTask, subscribeTestScheduler } from "../testing/scheduler.ts";
import type { TestScheduler } from "../testing/scheduler.ts";
import { setUpCgroups, tearDownCgroups } from "./containers/cgroup-setup.ts";
import { cgroupNames, parseCgroupMounts } from "./containers/cgroups.ts";
import type { Controller } from "./containers/cgroups.ts";
import { createContainment } from "./containers/containment.ts";
import { allProcesses } from "./containers/processes.ts";

// What this host allows decides what is tested, and says so in the names of the tests.
const host = setUpCgroups("godocker-test", "test");
tearDownCgroups(host.parents);
const can = (controller: Controller): boolean => host.missing[controller] === undefined;
const grouped = Object.keys(host.parents).length > 0;
const isRoot = process.getuid?.() === 0;

/** One promise where the host can enforce the limit; another, told apart by its name, where it cannot. */
function promise(enforced: boolean, name: string, limit: string, test: () => Promise<void>): void {
  if (enforced) it(name, test);
  else
    it(`[not enforceable on this host] ${limit} is listed as not enforced`, async () => {
      assert.match(String((await stateOf(agent))["limits"][limit]), /^not enforced: ./);
    });
}

const homes: string[] = [];
after(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});
const newHome = (): string => {
  const home = mkdtempSync(join(tmpdir(), "limits-"));
  homes.push(home);
  return home;
};

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  assert.equal(response.status, 200, url);
  return response.json();
}

const stateOf = async (
  of: ClusterProcess,
): Promise<Record<string, Record<string, string>> & { limits: Record<string, string> }> =>
  (await getJson(`${of.url}/state`)) as Awaited<ReturnType<typeof stateOf>>; // our own endpoint

const scalar = (name: string, value: number): Resource => ({ name, type: "SCALAR", scalar: { value } });
const resources = (mem: number, ...more: Resource[]): Pick<TaskInfo, "resources"> => ({
  resources: [scalar("cpus", 0.1), scalar("mem", mem), ...more],
});
const portRange = (port: number): Resource => ({
  name: "ports",
  type: "RANGES",
  ranges: { range: [{ begin: port, end: port }] },
});

let taskNumber = 0;
const used = new Set<string>();

/** Launches on all that is offered: what ended tasks had comes back in offers of its own. */
async function launch(
  scheduler: TestScheduler,
  command: string,
  fields: Partial<TaskInfo> = {},
): Promise<string> {
  taskNumber += 1;
  const id = `limited-${taskNumber}`;
  await scheduler.call({ type: "REVIVE" });
  const open = (): Offer[] => {
    const isVoid = (offerId: string): boolean =>
      used.has(offerId) || scheduler.events.some(({ rescind }) => rescind?.offer_id.value === offerId);
    return scheduler.events
      .flatMap(({ offers }) => offers?.offers ?? [])
      .filter(({ id: offerId }) => !isVoid(offerId.value));
  };
  const wanted = poolOf(fields.resources ?? resources(32).resources ?? []);
  const have = (): Pool =>
    poolOf(
      open()
        .flatMap((offer) => offer.resources ?? [])
        .map(free),
    );
  await eventually("enough is offered", () => contains(have(), wanted));
  const offers = open();
  for (const offer of offers) used.add(offer.id.value);
  const [first] = offers;
  assert.ok(first !== undefined);
  const call: SchedulerCall = {
    type: "ACCEPT",
    accept: {
      offer_ids: offers.map((offer) => offer.id),
      operations: [{ type: "LAUNCH", launch: { task_infos: [aTask(first, id, command, fields)] } }],
      filters: { refuse_seconds: 0 },
    },
  };
  assert.equal(await scheduler.call(call), 202);
  return id;
}

const free = ({ allocation_info: _role, ...resource }: Resource): Resource => resource;

const kill = (scheduler: TestScheduler, id: string): Promise<number> =>
  scheduler.call({ type: "KILL", kill: { task_id: { value: id } } });

async function output(scheduler: TestScheduler, id: string, file = "stdout"): Promise<string> {
  const path = `/frameworks/${scheduler.frameworkId}/executors/${id}/runs/latest/${file}`;
  const response = await fetch(`${agent.url}/files/download?path=${encodeURIComponent(path)}`);
  return response.status === 200 ? response.text() : "";
}

type Statistics = Readonly<Record<string, number>>;
async function statisticsOf(of: ClusterProcess, id: string): Promise<Statistics> {
  const list = (await getJson(`${of.url}/monitor/statistics`)) as {
    executor_id: string;
    statistics: Statistics;
  }[]; // our own endpoint
  const found = list.find(({ executor_id }) => executor_id === id);
  assert.ok(found !== undefined, `${id} is listed`);
  return found.statistics;
}

/** Seconds no other test, nor another run of this one, lets a process sleep: its processes are known by them. */
const nap = (number: number): number => 4_000_000 + process.pid * 10 + number;

/** Processes whose command line holds the words. */
const running = (words: string): number =>
  allProcesses().filter(({ pid }) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").includes(words);
    } catch {
      return false; // gone since it was listed
    }
  }).length;

let cluster: LocalCluster;
let agent: ClusterProcess;

describe("an agent that limits its tasks", { timeout: 240_000 }, () => {
  let scheduler: TestScheduler;
  before(async () => {
    cluster = await startLocalCluster({
      directory: newHome(),
      agents: [{ resources: "cpus:4;mem:2048;disk:1000;ports:[31000-31009];gpus:3" }],
      allocationIntervalMs: 20,
      agentFlags: [
        ["--pids-limit", "40"],
        ["--cgroups-enable-cfs", "true"],
        ["--enforce-container-disk-quota", "true", "--container-disk-watch-interval", "100ms"],
        ["--enforce-container-ports", "true", "--container-ports-watch-interval", "100ms"],
      ].flat(),
    });
    const [only] = cluster.agents;
    assert.ok(only !== undefined);
    agent = only;
    scheduler = await subscribeTestScheduler({
      masterUrl: cluster.masterUrl,
      info: {
        user: userInfo().username,
        capabilities: [
          { type: "MULTI_ROLE" },
          { type: "PARTITION_AWARE" },
          { type: "GPU_RESOURCES" },
          { type: "TASK_KILLING_STATE" },
        ],
      },
    });
  });
  after(async () => {
    await scheduler[Symbol.asyncDispose]();
    await eventually("no task is left", async () => {
      const { frameworks } = (await getJson(`${agent.url}/state`)) as { frameworks: unknown[] };
      return frameworks.length === 0;
    });
    await cluster.stop();
  });

  it("lists what it enforces, to itself, in /state and for the master's /slaves", async () => {
    const state = await stateOf(agent);
    const enforced = Object.entries(state["limits"]).flatMap(([name, text]) =>
      text === "enforced" ? [name] : [],
    );
    for (const text of Object.values(state["limits"])) assert.match(text, /^(enforced|not enforced: .+)$/);
    for (const [limit, controller] of [
      ["cpu", "cpu"],
      ["memory", "memory"],
      ["pids", "pids"],
    ] as const)
      assert.equal(enforced.includes(limit), can(controller), limit);
    assert.equal(state["flags"]?.["godocker_limits"], enforced.join(","));
    const { slaves } = (await getJson(`${cluster.masterUrl}/slaves`)) as {
      slaves: { attributes: Record<string, string> }[];
    };
    assert.equal(slaves[0]?.attributes["godocker_limits"], enforced.join(","));
  });

  promise(
    can("memory"),
    "ends a task over its memory with Mesos' reason, and its neighbour lives [M-48]",
    "memory",
    async () => {
      const neighbour = await launch(scheduler, "sleep 0.5; while :; do sleep 0.05; done", resources(64));
      await scheduler.status(neighbour, "TASK_RUNNING");
      const greedy = await launch(
        scheduler,
        "head -c 300000000 /dev/zero | tail >/dev/null; sleep 60",
        resources(64),
      );
      const status: TaskStatus = await scheduler.status(greedy, "TASK_FAILED");
      assert.equal(status.reason, "REASON_CONTAINER_LIMITATION_MEMORY");
      assert.equal(status.source, "SOURCE_AGENT");
      assert.match(
        status.message ?? "",
        /^Memory limit exceeded: Requested: 64MB Maximum Used: \d+[KM]?B\n\nMEMORY STATISTICS: \n\w/,
      );
      assert.deepEqual(
        status.limitation?.resources?.map(({ name }) => name),
        ["mem"],
      );
      assert.ok((await statisticsOf(agent, neighbour))["processes"]);
      await kill(scheduler, neighbour);
      await scheduler.status(neighbour, "TASK_KILLED");
    },
  );

  promise(
    can("memory"),
    "lets a task use more memory than it asked for up to its limit",
    "memory",
    async () => {
      const id = await launch(scheduler, "head -c 60000000 /dev/zero | tail | wc -c", {
        ...resources(32),
        limits: { mem: { value: 256 }, cpus: { value: Infinity } },
      });
      await scheduler.status(id, "TASK_FINISHED");
    },
  );

  promise(can("memory"), "tells of memory that ran out while the agent was away", "memory", async () => {
    // Of this run alone: the processes are looked for by their text, on a machine that may run other tests.
    const go = `go-${process.pid}`;
    const id = await launch(
      scheduler,
      `while [ ! -e ${go} ]; do sleep 0.02; done; head -c 300000000 /dev/zero | tail >/dev/null; exit 0`,
      resources(64),
    );
    const status = await scheduler.status(id, "TASK_RUNNING");
    await agent.kill("SIGKILL");
    const sandbox = join(
      agent.workDirectory,
      "slaves",
      status.agent_id?.value ?? "",
      "frameworks",
      scheduler.frameworkId,
      "executors",
      id,
      "runs",
      "latest",
    );
    writeFileSync(join(sandbox, go), "");
    try {
      // The executor names the command's end in a file of its own, which is out of reach here.
      await eventually("the command is over", () => running(`while [ ! -e ${go} ]`) === 0, {
        withinMs: 60_000,
      });
    } finally {
      await agent.start(); // the tests after this one need it
    }
    assert.equal((await scheduler.status(id, "TASK_FAILED")).reason, "REASON_CONTAINER_LIMITATION_MEMORY");
  });

  promise(can("pids"), "holds a fork bomb, and others go on forking", "pids", async () => {
    const bomb = await launch(
      scheduler,
      `sh -c 'for i in $(seq 200); do sleep ${nap(1)} & done'; echo held; exec sleep ${nap(1)}`,
      resources(64),
    );
    await scheduler.status(bomb, "TASK_RUNNING");
    await eventually("it is held", async () => (await output(scheduler, bomb)) === "held\n");
    assert.match(await output(scheduler, bomb, "stderr"), /fork/i);
    const count = running(`sleep ${nap(1)}`);
    assert.ok(count > 10 && count <= 40, `${count} processes`);
    const other = await launch(scheduler, "true | true | true; echo fine");
    await scheduler.status(other, "TASK_FINISHED");
    await kill(scheduler, bomb);
    await scheduler.status(bomb, "TASK_KILLED");
    assert.equal(running(`sleep ${nap(1)}`), 0);
  });

  promise(can("cpu"), "holds a task to its cpus by a quota when told to", "cpu", async () => {
    const id = await launch(scheduler, "while :; do :; done", resources(32));
    await eventually("it was held back", async () => {
      const list = (await getJson(`${agent.url}/monitor/statistics`)) as {
        executor_id: string;
        statistics: Statistics;
      }[];
      const found = list.find(({ executor_id }) => executor_id === id)?.statistics;
      return (found?.["cpus_nr_throttled"] ?? 0) > 0;
    });
    await kill(scheduler, id);
    await scheduler.status(id, "TASK_KILLED");
  });

  it("ends a task that outgrows its disk", async () => {
    const id = await launch(
      scheduler,
      "head -c 20000000 /dev/zero > big; exec sleep 60",
      resources(64, scalar("disk", 5)),
    );
    const status = await scheduler.status(id, "TASK_FAILED");
    assert.equal(status.reason, "REASON_CONTAINER_LIMITATION_DISK");
    assert.match(status.message ?? "", /^Disk usage \(\d+[KM]B\) exceeds quota \(5MB\)$/);
    assert.deepEqual(status.limitation?.resources?.[0]?.scalar, { value: 5 });
  });

  it("leaves a task alone that keeps within its disk", async () => {
    const id = await launch(
      scheduler,
      "head -c 1000000 /dev/zero > small; sleep 0.4",
      resources(64, scalar("disk", 5)),
    );
    await scheduler.status(id, "TASK_FINISHED");
  });

  it("ends a task that listens on a port it did not get, and leaves one that got its port", async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
    const address = free.address();
    const stolen = typeof address === "object" ? (address?.port ?? 0) : 0;
    await new Promise((resolve) => free.close(resolve));
    const listenOn = (port: number): string =>
      `${process.execPath} -e 'require("net").createServer().listen(${port},"127.0.0.1",()=>console.log("up"))'`;
    const honest = await launch(scheduler, listenOn(31_007), resources(256, portRange(31_007)));
    const thief = await launch(scheduler, listenOn(stolen), resources(256));
    const status = await scheduler.status(thief, "TASK_FAILED");
    assert.equal(status.reason, "REASON_CONTAINER_LIMITATION");
    assert.match(
      status.message ?? "",
      new RegExp(`^Container .+ is listening on unallocated port\\(s\\): \\[${stolen}-${stolen}\\]$`),
    );
    await eventually("it listens", async () => (await output(scheduler, honest)) === "up\n");
    assert.ok((await statisticsOf(agent, honest))["processes"]);
    await kill(scheduler, honest);
    await scheduler.status(honest, "TASK_KILLED");
  });

  it("sets the resource limits of a task's processes, and refuses those that make no sense", async () => {
    const rlimits = (soft: number, hard: number): Partial<TaskInfo> => ({
      container: { type: "MESOS", rlimit_info: { rlimits: [{ type: "RLMT_NOFILE", soft, hard }] } },
    });
    const good = await launch(scheduler, "ulimit -S -n; ulimit -H -n", rlimits(64, 128));
    await scheduler.status(good, "TASK_FINISHED");
    assert.equal(await output(scheduler, good), "64\n128\n");
    const bad = await launch(scheduler, "true", rlimits(128, 64));
    const status = await scheduler.status(bad, "TASK_FAILED");
    assert.equal(status.reason, "REASON_CONTAINER_LAUNCH_FAILED");
    assert.match(status.message ?? "", /above its hard limit/);
  });

  it("gives each task its own GPUs and tells the others that they have none", async () => {
    const show = "echo $CUDA_VISIBLE_DEVICES/$NVIDIA_VISIBLE_DEVICES/$GODOCKER_GPUS; exec sleep 60";
    const one = await launch(scheduler, show, resources(32, scalar("gpus", 1)));
    const two = await launch(scheduler, show, resources(32, scalar("gpus", 2)));
    const none = await launch(scheduler, show);
    const texts: string[] = [];
    for (const id of [one, two, none]) {
      await eventually(`${id} has written`, async () => (await output(scheduler, id)) !== "");
      texts.push((await output(scheduler, id)).trim());
    }
    assert.deepEqual(texts, ["0/0/0", "1,2/1,2/1,2", "/void/"]);
    for (const id of [one, two, none]) {
      await kill(scheduler, id);
      await scheduler.status(id, "TASK_KILLED");
    }
    const again = await launch(scheduler, "echo $GODOCKER_GPUS", resources(32, scalar("gpus", 3)));
    await scheduler.status(again, "TASK_FINISHED");
    assert.equal(await output(scheduler, again), "0,1,2\n");
  });

  it("refuses images with a word on what can run them [M-51]", async () => {
    for (const container of [
      { type: "DOCKER", docker: { image: "alpine:3" } },
      { type: "MESOS", mesos: { image: { type: "DOCKER", docker: { name: "alpine:3" } } } },
    ] as const) {
      const id = await launch(scheduler, "true", { container });
      const status = await scheduler.status(id, "TASK_FAILED");
      assert.match(status.message ?? "", /image 'alpine:3' needs GoDocker's docker backend/);
    }
  });

  it("measures what a task uses", async () => {
    const id = await launch(
      scheduler,
      "i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done; echo warm; exec sleep 60",
      resources(64),
    );
    await eventually("it has worked", async () => (await output(scheduler, id)) === "warm\n");
    let statistics = await statisticsOf(agent, id);
    // Kernels sum up what a control group holds only now and then.
    await eventually("what it holds is counted", async () => {
      statistics = await statisticsOf(agent, id);
      return (statistics["mem_rss_bytes"] ?? 0) > 0;
    });
    assert.ok((statistics["cpus_user_time_secs"] ?? 0) + (statistics["cpus_system_time_secs"] ?? 0) > 0);
    assert.equal(statistics["cpus_soft_limit"], 0.1);
    assert.equal(statistics["processes"], 1);
    if (can("memory")) assert.equal(statistics["mem_limit_bytes"], 64 * 1024 * 1024);
    await kill(scheduler, id);
    await scheduler.status(id, "TASK_KILLED");
  });

  promise(
    grouped,
    "leaves nothing behind of a task that daemonised and cleared its environment",
    "processes",
    async () => {
      const id = await launch(
        scheduler,
        `setsid env -i /bin/sh -c '(setsid /bin/sh -c "echo > up; exec /bin/sleep ${nap(2)}" &) ; exit 0'; while [ ! -e up ]; do sleep 0.02; done`,
      );

      await scheduler.status(id, "TASK_FINISHED");
      assert.equal(running(`sleep ${nap(2)}`), 0);
    },
  );

  it("ends a task that ignores SIGTERM, with all it has started, after its grace", async () => {
    const id = await launch(
      scheduler,
      `trap '' TERM; setsid sh -c 'trap "" TERM; echo > up; sleep ${nap(3)} & wait' & while [ ! -e up ]; do sleep 0.02; done; echo ready; while :; do sleep 0.05; done`,
      { kill_policy: { grace_period: { nanoseconds: 3e8 } } },
    );
    await eventually("the trap is set", async () => (await output(scheduler, id)) === "ready\n");
    await kill(scheduler, id);
    const killed = await scheduler.status(id, "TASK_KILLED");
    assert.equal(killed.message, "Command terminated with signal Killed");
    assert.equal(running(`sleep ${nap(3)}`), 0);
  });
});

describe("an agent without control groups", { timeout: 240_000 }, () => {
  it("lists that, and still ends what its tasks leave behind with their environment", async () => {
    cluster = await startLocalCluster({
      directory: newHome(),
      agents: [{ resources: "cpus:2;mem:1024" }],
      allocationIntervalMs: 20,
      agentFlags: ["--cgroups", "false"],
    });
    await using owned = cluster;
    const [only] = owned.agents;
    assert.ok(only !== undefined);
    agent = only;
    const { limits } = await stateOf(agent);
    for (const limit of ["cpu", "memory", "pids", "processes"])
      assert.match(limits[limit] ?? "", /^not enforced: ./);
    await using scheduler = await subscribeTestScheduler({
      masterUrl: owned.masterUrl,
      info: { user: userInfo().username },
    });
    const id = await launch(
      scheduler,
      `(setsid sh -c '(setsid sh -c "echo > up; exec sleep ${nap(4)}" &)' &); while [ ! -e up ]; do sleep 0.02; done; sleep 0.1`,
    );
    await scheduler.status(id, "TASK_FINISHED");
    assert.equal(running(`sleep ${nap(4)}`), 0);
    const busy = await launch(scheduler, "echo started; exec sleep 60", resources(64));
    await eventually("it runs", async () => (await output(scheduler, busy)) !== "");
    const statistics = await statisticsOf(agent, busy);
    assert.ok((statistics["mem_rss_bytes"] ?? 0) > 0);
    const limited = await launch(scheduler, "true", { limits: { mem: { value: 512 } } });
    assert.equal((await scheduler.status(limited, "TASK_DROPPED")).reason, "REASON_GC_ERROR");
    await kill(scheduler, busy);
    await scheduler.status(busy, "TASK_KILLED");
  });
});

describe("an agent of a normal user", { timeout: 240_000 }, () => {
  const name = isRoot
    ? "runs tasks as that user and lists every limit it cannot enforce, with why"
    : "[the test's own user] runs tasks and lists every limit it cannot enforce, with why";
  it(name, async () => {
    const home = newHome();
    const node = join(home, "node");
    const nobody = 65_534;
    if (isRoot) {
      chownSync(home, nobody, nobody);
      writeFileSync(
        node,
        `#!/bin/sh\nexec setpriv --reuid=${nobody} --regid=${nobody} --clear-groups -- ${process.execPath} "$@"\n`,
        { mode: 0o755 },
      );
    }
    const directory = mkdtempSync(join(home, "cluster-"));
    for (const part of ["", "master", "agent-0"]) {
      const path = join(directory, part);
      mkdirSync(path, { recursive: true });
      if (isRoot) chownSync(path, nobody, nobody);
    }
    cluster = await startLocalCluster({
      directory,
      agents: [{ resources: "cpus:2;mem:1024" }],
      allocationIntervalMs: 20,
      ...(isRoot ? { nodePath: node } : {}),
    });
    await using owned = cluster;
    const [only] = owned.agents;
    assert.ok(only !== undefined);
    agent = only;
    const { limits } = await stateOf(agent);
    assert.match(limits["users"] ?? "", /^not enforced: the agent does not run as root/);
    for (const limit of isRoot ? ["cpu", "memory", "pids"] : [])
      assert.match(
        limits[limit] ?? "",
        /^not enforced: .+(EACCES|EROFS|EPERM|no control groups|no controller)/,
      );
    for (const text of Object.values(limits)) assert.match(text, /^(enforced|not enforced: .+)$/);
    const { slaves } = (await getJson(`${owned.masterUrl}/slaves`)) as {
      slaves: { attributes: Record<string, string> }[];
    };
    const listed = slaves[0]?.attributes["godocker_limits"]?.split(",") ?? [];
    assert.equal(listed.includes("users"), false);
    assert.equal(listed.includes("memory"), limits["memory"] === "enforced");
    const user = isRoot ? "nobody" : userInfo().username;
    await using scheduler = await subscribeTestScheduler({ masterUrl: owned.masterUrl, info: { user } });
    const id = await launch(scheduler, "id -u");
    await scheduler.status(id, "TASK_FINISHED");
    assert.equal(await output(scheduler, id), `${isRoot ? nobody : userInfo().uid}\n`);
  });
});

describe("the hierarchy of version 2 of this host", { timeout: 240_000 }, () => {
  const mount = parseCgroupMounts(readFileSync("/proc/self/mountinfo", "utf8")).find(
    ({ version }) => version === 2,
  );
  const directory = join(mount?.directory ?? "/proc/nowhere", `godocker-test-${process.pid}`);
  const usable = isRoot && mount !== undefined && isMade(directory);
  after(() => {
    if (usable) rmdirSync(directory);
  });
  it(
    usable
      ? "holds and ends the processes of a container"
      : "[not there or not writable] cannot hold a container, which is an error and not ignored",
    async () => {
      const parents = { cpuacct: { version: 2, directory } } as const;
      const containment = createContainment(parents, "one");
      const settings = { cpusMilli: 100, memorySoftBytes: 2 ** 20 };
      if (!usable) {
        assert.throws(() => containment.open("c", settings));
        return;
      }
      const doors = containment.open("c", settings);
      const child = spawn("/bin/sh", [
        "-c",
        `for d in "$@"; do echo $$ >"$d"; done; setsid sleep ${nap(5)} & exec sleep ${nap(5)}`,
        "sh",
        ...doors,
      ]);
      const marks = { containerId: "c", leader: undefined };
      await eventually(
        "both are in it",
        () => containment.pids(marks).length === 2 && running(`sleep ${nap(5)}`) === 2,
      );
      assert.equal(await containment.killAll(marks), true);
      assert.equal(running(`sleep ${nap(5)}`), 0);
      containment.close("c");
      assert.equal(cgroupNames(parents, "one.").length, 0);
      assert.equal(child.pid !== undefined, true);
    },
  );
});

function isMade(directory: string): boolean {
  try {
    mkdirSync(directory);
    return true;
  } catch {
    return false; // not for us to write
  }
}
