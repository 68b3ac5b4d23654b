import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { taskIdOf } from "../../jobs/life/job.ts";
import type { TaskLaunch } from "../../offers/backend.ts";
import type { Resource } from "../../proto/generated/types.ts";
import { aTask } from "../backend.builders.ts";
import { sortResources } from "../offers/offered-resources.ts";
import type { LaunchContext } from "./launch.ts";
import { dropped, planLaunch } from "./launch.ts";
import type { LaunchOptions } from "./launch-options.ts";

const owner = { framework: "godocker", role: "batch" };
const small = { cpusMilli: 500, memMib: 0, diskMib: 0, gpus: 0 };
const image = { ref: "debian:12", pull: "ifNotPresent" } as const;
const docker = { ...image, containerizer: "docker" } as const;
const mesos = { ...image, containerizer: "mesos" } as const;
const ada = { name: "ada", uid: 1001, gid: 100 };

function scalar(name: string, value: number): Resource {
  return { name, type: "SCALAR", scalar: { value }, allocation_info: { role: "batch" } };
}

function plan(
  tasks: readonly Partial<TaskLaunch>[],
  context: Partial<LaunchContext> = {},
  resources: readonly Resource[] = [scalar("cpus", 4), scalar("mem", 4096), scalar("disk", 4096)],
) {
  return planLaunch(
    {
      agentId: "agent-1",
      offerIds: ["o1"],
      refuseMs: 2500,
      tasks: tasks.map((fields, index) =>
        aTask({ taskId: taskIdOf(index + 1, undefined, 1, 1), account: ada, resources: small, ...fields }),
      ),
    },
    [sortResources(resources, owner)],
    { options: {}, frameworkId: "fw-1", owner, traits: undefined, ...context },
  );
}

describe("an order of several tasks", () => {
  it("cuts them out of the same offers, and ends the one that finds too little", () => {
    const { call, updates } = plan([{}, {}, {}], {}, [scalar("cpus", 1.2)]);
    const ids = (call.accept?.operations ?? []).map(({ launch }) =>
      launch?.task_infos?.map(({ task_id: id }) => id.value),
    );
    assert.deepEqual(ids, [["1.1.1"], ["2.1.1"]]);
    assert.deepEqual(updates, [
      {
        taskId: "3.1.1",
        agentId: "agent-1",
        state: "error",
        fault: "launch",
        message: "the offers hold too little of cpus",
        reconciliation: false,
      },
    ]);
  });

  it("of which none is left gives the offers back", () => {
    const declined = {
      type: "DECLINE",
      decline: { offer_ids: [{ value: "o1" }], filters: { refuse_seconds: 2.5 } },
    };
    assert.deepEqual(plan([]).call, declined);
    assert.deepEqual(plan([{ resources: { ...small, cpusMilli: 5000 } }]).call, declined);
  });

  it("whose offer is gone ends as the master would end it, and costs no attempt [C-38] [F-28]", () => {
    const order = { agentId: "agent-1", offerIds: ["o1"], refuseMs: 0, tasks: [aTask(), aTask()] };
    for (const update of dropped(order, "o1")) {
      assert.equal(update.state, "dropped");
      assert.equal(update.fault, undefined);
      assert.equal(update.message, "Task launched with invalid offers: Offer o1 is no longer valid");
    }
  });
});

describe("an image whose job does not say what starts it", () => {
  const startedBy = (fields: Partial<TaskLaunch>, options: LaunchOptions): string | undefined =>
    plan([{ image, ...fields }], { options }, [scalar("cpus", 4), scalar("gpus", 1)]).call.accept
      ?.operations?.[0]?.launch?.task_infos?.[0]?.container?.type;
  const tmpfs = [{ path: "/tmp", mib: 1 }];

  it("is started by what the site prefers", () => {
    assert.equal(startedBy({}, {}), "MESOS");
    assert.equal(startedBy({}, { containerizer: "docker" }), "DOCKER");
  });
  it("is started by what alone can do what the job needs", () => {
    assert.equal(startedBy({ tmpfs }, { containerizer: "mesos" }), "DOCKER");
    const resources = { ...small, gpus: 1 };
    assert.equal(startedBy({ resources }, { containerizer: "docker" }), "MESOS");
  });
});

describe("what Mesos cannot do for a task", () => {
  const networks = { lab: {}, mapped: { mapsPorts: true } };
  const refusals: readonly (readonly [RegExp, Partial<TaskLaunch>, LaunchOptions?])[] = [
    [/no account/, { account: { name: "" } }],
    [/user id of root/, { account: { name: "ada", uid: 0, gid: 0 } }],
    [/uid and gid of ada are not known/, { image: docker, account: { name: "ada" } }],
    [/uid and gid of ada are not known/, { image: docker, account: { name: "ada", uid: 1001 } }],
    [/no agent of this site starts images$/, { image }, { containerizers: [] }],
    [/by the Docker containerizer/, { image: docker }, { containerizers: ["mesos"] }],
    [/by the Mesos containerizer/, { image: mesos }, { containerizers: ["docker"] }],
    [/sidecar/, { image: docker }, { sidecar: { argv: ["x"], cpusMilli: 1, memMib: 1 } }],
    [/no name of an image/, { image: { ...docker, ref: "--privileged" } }],
    [/no name of an image/, { image: { ...docker, ref: "a b" } }],
    [/no GPUs/, { image: docker, resources: { ...small, gpus: 1 } }],
    [/no tmpfs/, { image: mesos, tmpfs: [{ path: "/tmp", mib: 1 }] }],
    [/no tmpfs/, { image, tmpfs: [{ path: "/tmp", mib: 1 }] }, { containerizers: ["mesos"] }],
    [/no GPUs/, { image, tmpfs: [{ path: "/tmp", mib: 1 }], resources: { ...small, gpus: 1 } }],
    [/no tmpfs/, { tmpfs: [{ path: "/tmp", mib: 1 }] }],
    [/"lab" is not configured/, { network: { name: "lab", mappings: [] } }],
    [/"__proto__" is not configured/, { network: { name: "__proto__", mappings: [] } }, { networks }],
    [
      /no right to the host port 31000/,
      { network: { name: "mapped", mappings: [{ host: 31_000, container: 80, protocol: "tcp" }] } },
      { networks },
    ],
    [
      /maps no ports/,
      {
        ports: [{ port: 31_000 }],
        network: { name: "lab", mappings: [{ host: 31_000, container: 80, protocol: "tcp" }] },
      },
      { networks },
    ],
    [/no absolute path/, { image, mounts: [{ source: "data", path: "/data", mode: "rw" }] }],
    [/colons/, { image: docker, mounts: [{ source: "/a:/etc", path: "/data", mode: "ro" }] }],
    [/less than the 100 MiB/, { memoryLimitMib: 50, resources: { ...small, memMib: 100 } }],
    [/no place for a scratch volume/, { image, scratch: { mib: 1, path: "/a/../etc" } }],
    [/directory in the sandbox/, { scratch: { mib: 1, path: "/scratch" } }],
    [/\/dev\/shm/, { shmMib: 1 }, { containerizers: [] }],
  ];
  for (const [why, fields, options = {}] of refusals) {
    it(`is refused for good, and said: ${why.source}`, () => {
      const [update] = plan([fields], { options }).updates;
      assert.equal(update?.state, "error");
      assert.equal(update.fault, "refused");
      assert.match(update.message ?? "", why);
    });
  }

  it("is reserving for the role that is everybody's", () => {
    const [update] = plan([{ scratch: { mib: 1, path: "work" } }], {
      owner: { ...owner, role: "*" },
    }).updates;
    assert.match(update?.message ?? "", /role \*/);
  });
});

describe("memory that may grow", () => {
  const growing = { memoryLimitMib: 2048, resources: { ...small, memMib: 100 } };

  it("is not to be had of an agent that cannot limit it: another one may", () => {
    const traits = { operationFeedback: true, resourceLimits: false };
    const [update] = plan([growing], { traits }).updates;
    assert.deepEqual([update?.state, update?.fault], ["failed", "launch"]);
    assert.match(update?.message ?? "", /TASK_RESOURCE_LIMITS/);
  });

  it("waits until it is known what the agent can do", () => {
    const [update] = plan([growing]).updates;
    assert.deepEqual([update?.state, update?.fault], ["dropped", undefined]);
  });
});

describe("ports", () => {
  const offered: Resource = {
    name: "ports",
    type: "RANGES",
    ranges: { range: [{ begin: 31_000, end: 31_002 }] },
  };

  it("are no two tasks' [C-36]", () => {
    const ports = [{ port: 31_001 }];
    const { call, updates } = plan([{ ports }, { ports }, { ports: [{ port: 31_000 }] }], {}, [
      scalar("cpus", 4),
      offered,
    ]);
    assert.deepEqual(
      updates.map(({ taskId, message }) => [taskId, message]),
      [["2.1.1", "the offers hold too little of ports 31001"]],
    );
    assert.equal(call.accept?.operations?.length, 2);
  });

  it("that one task names twice are not to be had", () => {
    const ports = [{ port: 31_001 }, { port: 31_001 }];
    assert.equal(plan([{ ports }], {}, [scalar("cpus", 4), offered]).updates.length, 1);
  });
});

describe("a scratch volume", () => {
  it("needs its disk in one piece, from what can be reserved", () => {
    const scratch = { mib: 600, path: "work" };
    const resources = { ...small, diskMib: 600 };
    const own: Partial<Resource> = { reservations: [{ type: "STATIC", role: "batch" }] };
    const halves = [scalar("cpus", 1), scalar("disk", 500), { ...scalar("disk", 500), ...own }];
    const [update] = plan([{ scratch, resources }], {}, halves).updates;
    assert.match(update?.message ?? "", /600 MiB in one piece/);
    const [call] = [plan([{ scratch, resources }], {}, [scalar("cpus", 1), scalar("disk", 600)]).call];
    assert.deepEqual(
      call.accept?.operations?.map(({ type }) => type),
      ["RESERVE", "CREATE", "LAUNCH"],
    );
  });
});

describe("a task with secrets", () => {
  const taskOf = (fields: Partial<TaskLaunch>, options: LaunchOptions = {}) =>
    plan([{ env: { A: "1" }, secretEnv: { DB: "p\u00e4ss" }, ...fields }], { options }).call.accept
      ?.operations?.[0]?.launch?.task_infos?.[0];

  it("has them among its variables, and where agents resolve secrets as such", () => {
    assert.deepEqual(taskOf({})?.command?.environment?.variables, [
      { name: "A", value: "1" },
      { name: "DB", value: "p\u00e4ss" },
    ]);
    const [, secret] = taskOf({}, { secretVariables: true })?.command?.environment?.variables ?? [];
    assert.deepEqual([secret?.name, secret?.type, secret?.value], ["DB", "SECRET", undefined]);
    assert.equal(Buffer.from(secret?.secret?.value?.data ?? []).toString(), "p\u00e4ss");
  });

  it("has nothing of them in what people see", () => {
    const { command: _, ...shown } = taskOf({ image: docker }) ?? {};
    assert.doesNotMatch(JSON.stringify(shown), /p\u00e4ss/);
  });

  it("that is withheld is told to nobody, and ends as if it never began", () => {
    const { call, updates } = plan([{ withheld: "there is no secret" }, {}]);
    assert.equal(call.accept?.operations?.length, 1);
    assert.deepEqual(
      updates.map(({ taskId, state, message }) => [taskId, state, message]),
      [["1.1.1", "dropped", "there is no secret"]],
    );
  });
});

describe("a task that may have few processes", () => {
  const planned = (fields: Partial<TaskLaunch>, options: LaunchOptions = {}) => {
    const { call, updates } = plan([{ pids: 64, ...fields }], { options });
    return { info: call.accept?.operations?.[0]?.launch?.task_infos?.[0], updates };
  };
  const limitOf = ({ info }: ReturnType<typeof planned>) =>
    info?.container?.docker?.parameters?.find(({ key }) => key === "pids-limit")?.value;

  it("is started by Docker, with no more than the site allows", () => {
    assert.equal(limitOf(planned({ image })), "64");
    assert.equal(limitOf(planned({ image }, { containerizer: "mesos", pidsLimit: 40 })), "40");
  });

  it("has the further groups of its account, by their numbers", () => {
    const account = { name: "ana", uid: 2000, gid: 2000, groups: [3000, 3001] };
    const { info } = planned({ image, account });
    const groups = info?.container?.docker?.parameters?.filter(({ key }) => key === "group-add");
    assert.deepEqual(
      groups?.map(({ value }) => value),
      ["3000", "3001"],
    );
  });

  it("says so by a label, where the agents know one", () => {
    const { info } = planned({}, { pidsLabel: "godocker.pids" });
    assert.deepEqual(
      info?.labels?.labels?.find(({ key }) => key === "godocker.pids"),
      { key: "godocker.pids", value: "64" },
    );
  });

  it("is refused where nobody would hold it to that", () => {
    for (const fields of [{}, { image: mesos }]) {
      const [update] = planned(fields).updates;
      assert.deepEqual([update?.state, update?.fault], ["error", "refused"]);
      assert.match(update?.message ?? "", /only Docker limits the processes/);
    }
  });
});

describe("a fetched script behind a wrapper", () => {
  it("is named by the place where the image sees it, and arguments are left alone", () => {
    const files = [{ url: "http://api/once/cmd.sh", name: "cmd.sh", executable: true }];
    const argv = ["/bin/sh", "-c", 'exec "$@"', "sh", "./cmd.sh", "./cmd.sh"] as const;
    const { call } = plan([{ image: mesos, files, argv }]);
    const { command } = call.accept?.operations?.[0]?.launch?.task_infos?.[0] ?? {};
    assert.deepEqual(command?.arguments?.slice(-2), ["/mnt/mesos/sandbox/cmd.sh", "./cmd.sh"]);
  });
});
