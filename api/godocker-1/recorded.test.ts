import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { jobDirectory } from "../../jobs/life/directory.ts";
import { additions, differences } from "./comparing.builders.ts";
import { aLegacyWorld, recorded, siteRulesWith, type Json, type LegacyWorld } from "./godocker-1.builders.ts";

/** What no two installations have in common: ids, times, paths, what Docker tells of a container. */
const OWN = [
  /^(_id|date|id|parent_task_id|container\.id|status\.date_(over|running)|status\.duration)$/,
  /^_id\.\$oid$/,
  /^container\.meta(\..*)?$/,
  /^container\.volumes\[\d+\]\.path$/,
  /^requirements\.array\.tasks\[\d+\]$/,
  /^requirements\.tasks\[\d+\]$/,
  /^requirements\.ticket_share$/,
  /^status\.failure\.(reason|nodes.*)$/,
];
const isOwn = (path: string) => OWN.some((pattern) => pattern.test(path));

/** What the document of 1.0 was made from. */
function submissionOf(document: Json): object {
  const { user, notify, meta, requirements, container, command } = document;
  const { array, tasks: _, ticket_share: __, executor: ___, failure_policy, ...rest } = requirements;
  const asked = Object.fromEntries(Object.entries(rest).filter(([name]) => !name.includes("_quota_")));
  return {
    user: { id: user.id, project: user.project },
    notify,
    meta,
    requirements: {
      ...asked,
      ...(failure_policy === undefined ? {} : { failure_policy }),
      array: { values: array.values },
    },
    container: {
      image: container.image,
      network: container.network,
      root: false,
      volumes: container.volumes
        .filter(({ name }: Json) => name !== "go-docker")
        .map(({ name, acl }: Json) => ({ name, acl })),
    },
    command: { cmd: command.cmd, interactive: false },
  };
}

function assertSame(
  expected: Json,
  actual: Json,
  also: readonly string[] = [],
  ignoring: readonly RegExp[] = [],
): void {
  const isIgnored = (path: string) => ignoring.some((pattern) => pattern.test(path));
  assert.deepEqual(differences(expected, actual, { typed: isOwn, ignored: isIgnored }), []);
  const more = additions(expected, actual).filter(
    (path) => !also.includes(path) && !path.startsWith("container.meta"),
  );
  assert.deepEqual(more, [], "members that 1.0 did not have");
}

describe("a job that a running server of 1.0 was asked for", () => {
  const end = async (world: LegacyWorld, id: number, exitCode: number) => {
    const task = await world.launch(id);
    await world.running(task);
    const running = await world.task(id);
    await world.end(
      task,
      exitCode === 0 ? { state: "succeeded", exitCode } : { state: "failed", reason: "ExitCode", exitCode },
    );
    return { running, over: await world.task(id) };
  };

  it("is the same while it waits, runs and is over", async () => {
    await using world = await aLegacyWorld();
    const pending = recorded("http-task-get-pending").response.body;
    const id = await world.submit(submissionOf(pending));
    assertSame(pending, await world.task(id));
    const { running, over } = await end(world, id, 0);
    assertSame(recorded("http-task-get-running").response.body, running);
    assertSame(recorded("http-task-get-over-ok").response.body, over, [
      "requirements.executor", // since 1.1
      "requirements.failure_policy",
    ]);
    assert.equal(over.container.meta.State.ExitCode, 0);
    const objectId = ({ _id: { $oid } }: Json): string => $oid;
    assert.notEqual(objectId(over), objectId(running));
  });

  it("is the same when its script failed", async () => {
    await using world = await aLegacyWorld();
    const failed = recorded("http-task-get-over-127").response.body;
    const { over } = await end(world, await world.submit(submissionOf(failed)), 127);
    assertSame(failed, over, ["requirements.executor", "requirements.failure_policy"]);
    assert.equal(over.container.meta.State.ExitCode, 127);
  });
});

const VOLUMES = [{ name: "home", source: "/home/alice", mode: "rw" }] as const;
const CORE = {
  volumes: VOLUMES,
  siteRules: siteRulesWith(VOLUMES, "fake"),
  legacy: {
    people: {
      find: async () => ({
        user: "alice",
        uid: 1001,
        gid: 1001,
        sgids: [2001],
        email: "alice@example.org",
        homeDirectory: "/home/alice",
        isAdmin: false,
      }),
      list: async () => [],
    },
  },
};

/** The fake executor of 1.0 had no containers, knew no exit codes and published no ports. */
const NO_ID = /^container\.id$/;
const FAKE = [/^status\.exitcode$/, NO_ID];
const MORE = ["container.port_mapping"];

describe("a job as the core of 1.0 kept it", () => {
  const core = (name: string, part = "job"): Json => recorded(name).state[part].document;
  const submitted = async (world: LegacyWorld, document: Json) => world.submit(submissionOf(document));
  const started = async (world: LegacyWorld, document: Json) => {
    const id = await submitted(world, document);
    const task = await world.launch(id);
    await world.running(task);
    return { id, task };
  };

  it("is the same from the submission to the archive", async () => {
    await using world = await aLegacyWorld(CORE);
    const id = await submitted(world, core("core-01-simple-pending"));
    assertSame(core("core-01-simple-pending"), await world.task(id));
    const task = await world.launch(id);
    await world.running(task);
    assertSame(core("core-02-simple-running"), await world.task(id), MORE, [NO_ID]);
    await world.end(task);
    const over = core("core-03-simple-over");
    // Without a policy of its own a job has what the site gives.
    const site = [...FAKE, /^requirements\.failure_policy$/];
    assertSame(over, await world.task(id), MORE, site);
    await world.answer("GET", `/task/${id}/archive`);
    assertSame(core("core-70-archived"), await world.task(id), MORE, site);
  });

  it("is the same when it is killed, running or not", async () => {
    await using world = await aLegacyWorld(CORE);
    const { id, task } = await started(world, core("core-02-simple-running"));
    await world.answer("DELETE", `/task/${id}`);
    await world.lead(
      id,
      { type: "cancel_requested", by: "alice" },
      { type: "stopping", taskId: task, cause: "CancelRequested" },
    );
    const asked = core("core-05-kill-requested");
    // The recorded one is an interactive root job, with a port.
    const other = [/^container\.(id|root|ports.*)$/, /^command\.interactive$/, /^requirements\.ports$/];
    assertSame(asked, await world.task(id), MORE, other);
    await world.end(task, { state: "cancelled", signal: 15 });
    assertSame(core("core-06-killed"), await world.task(id), [], other);

    const waiting = await submitted(world, core("core-08-killed-while-pending"));
    await world.lead(waiting, { type: "cancel_requested", by: "alice" });
    assertSame(core("core-08-killed-while-pending"), await world.task(waiting));
  });

  it("is the same as an array, but for the task too many", async () => {
    await using world = await aLegacyWorld(CORE);
    const array = recorded("core-10-array-1_9_3-pending").state;
    const id = await submitted(world, array.parent.document);
    const tasks = [/^requirements\.array\.(tasks|nb_tasks|nb_tasks_over)$/];
    const parent = await world.task(id);
    assertSame(array.parent.document, parent, [], tasks);
    assert.deepEqual(parent.requirements.array.tasks, [id + 1, id + 2, id + 3]);
    assert.equal(parent.requirements.array.nb_tasks, 3);
    for (const [at, child] of array.children.slice(0, 3).entries()) {
      const mine = await world.task(id + 1 + at);
      assertSame(child.document, mine);
      assert.deepEqual([mine.id, mine.parent_task_id], [id + 1 + at, id]);
    }
    for (const [element, index] of [1, 4, 7].entries()) {
      const task = await world.launch(id, { element, index });
      await world.running(task);
      if (element === 0)
        assertSame(
          recorded("core-10-array-1_9_3-running").state.parent.document,
          await world.task(id),
          MORE,
          tasks,
        );
      await world.end(task);
    }
    const over = recorded("core-10-array-1_9_3-over").state;
    const site = [...FAKE, /^requirements\.failure_policy$/];
    assertSame(over.parent.document, await world.task(id), MORE, [...site, ...tasks]);
    assertSame(over.child1.document, await world.task(id + 1), MORE, site);
    const dir = "/opt/godshared/tasks/pairtree_root";
    const [, own] = (await world.task(id + 1)).container.volumes;
    assert.equal(own.path, `${dir}/${id}/task/1`);
  });

  it("is the same as an array of each form", async () => {
    for (const form of ["2_5", "3"]) {
      await using world = await aLegacyWorld(CORE);
      const { parent, children } = recorded(`core-10-array-${form}-pending`).state;
      const id = await world.submit(submissionOf(parent.document));
      assertSame(parent.document, await world.task(id));
      for (const [at, child] of children.entries()) assertSame(child.document, await world.task(id + 1 + at));
      for (const [element, { document }] of children.entries()) {
        const task = await world.launch(id, { element, index: document.requirements.array.task_id });
        await world.running(task);
        if (element === 0)
          assertSame(
            recorded(`core-10-array-${form}-running`).state.parent.document,
            await world.task(id),
            MORE,
          );
        await world.end(task);
      }
      const over = recorded(`core-10-array-${form}-over`).state;
      const site = [...FAKE, /^requirements\.failure_policy$/];
      assertSame(over.parent.document, await world.task(id), MORE, site);
      assertSame(over.child1.document, await world.task(id + 1), MORE, site);
    }
  });

  it("is the same with addresses that it wants, and an image of another registry", async () => {
    await using world = await aLegacyWorld(CORE);
    const { id } = await started(world, core("core-91-private-registry-uris"));
    assertSame(core("core-91-private-registry-uris"), await world.task(id), MORE, [NO_ID]);
  });

  it("has its directory where 1.0 had it", () => {
    const places: Readonly<Record<string, string>> = recorded("core-90-pairtree").state;
    for (const [job, place] of Object.entries(places))
      if (/^\d+$/.test(job)) assert.equal(`tasks/${jobDirectory(Number(job))}`, place);
  });

  it("is the same while it waits for another one", async () => {
    await using world = await aLegacyWorld(CORE);
    const parent = await started(world, core("core-20-dependency-parent-running", "parent"));
    const child = core("core-20-dependency-parent-running", "child");
    const task = submissionOf(child) as Json;
    const id = await world.submit({
      ...task,
      requirements: { ...task.requirements, tasks: [String(parent.id), ""] },
    });
    const shown = await world.task(id);
    assertSame(child, shown);
    assert.deepEqual(shown.requirements.tasks, [parent.id]);
  });

  it("is the same when there is no room, after a node was lost, and suspended", async () => {
    await using world = await aLegacyWorld({
      ...CORE,
      capabilities: [{ ...EVERYTHING, pause: true }],
    });
    const rejected = await submitted(world, core("core-30-rejected-by-scheduler", "rejected"));
    world.explanation = {
      job: rejected,
      state: "pending",
      atMs: 1,
      causes: [{ kind: "no_agents", backend: "mesos" }],
    };
    assertSame(
      core("core-30-rejected-by-scheduler", "rejected"),
      await world.task(rejected),
      [],
      [/^requirements\.ticket_share$/],
    );
    world.explanation = undefined;

    const lost = await started(world, core("core-40-node-failure-rescheduled"));
    await world.lead(lost.id, {
      type: "ended",
      taskId: lost.task,
      end: { state: "failed", reason: "NodeLost", message: "fake error", retryAtMs: Date.now() + 1000 },
    });
    // A job that waits again is nowhere.
    assertSame(core("core-40-node-failure-rescheduled"), await world.task(lost.id), MORE, [NO_ID]);

    const { id, task } = await started(world, core("core-50-suspended"));
    await world.answer("GET", `/task/${id}/suspend`);
    await world.lead(id, { type: "suspended", by: "user" }, { type: "paused", taskId: task });
    assertSame(core("core-50-suspended"), await world.task(id), MORE, [NO_ID]);
    await world.answer("GET", `/task/${id}/resume`);
    await world.lead(id, { type: "resumed" }, { type: "continued", taskId: task });
    assertSame(core("core-51-resumed"), await world.task(id), MORE, [NO_ID]);
    await world.answer("GET", `/task/${id}/resume`);
    assertSame(core("core-52-resume-rejected"), await world.task(id), MORE, [NO_ID]);
  });
});

const EVERYTHING = {
  gpus: true,
  ports: true,
  networks: true,
  images: true,
  dockerImages: true,
  tmpfs: true,
  shm: true,
  scratch: true,
  memoryLimits: true,
  revocable: true,
  reservations: true,
  volumes: "any-path",
  pause: false,
  exec: true,
} as const;
