import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aJobDisk } from "../files/files.builders.ts";
import { aLegacyWorld, aTask, type Json, type LegacyWorld } from "./godocker-1.builders.ts";

const ADMIN = { as: "root" } as const;
const ids = (tasks: Json): readonly number[] => tasks.map(({ id }: Json) => id);

async function ended(world: LegacyWorld, task: object = aTask()): Promise<number> {
  const id = await world.submit(task);
  const taskId = await world.launch(id);
  await world.running(taskId);
  await world.end(taskId);
  return id;
}

describe("lists of tasks", () => {
  it("have the user's own, active ones by id and those that are over the latest first", async () => {
    await using world = await aLegacyWorld();
    const [one, two] = [await ended(world), await ended(world)];
    const [three, four] = [await world.submit(aTask()), await world.submit(aTask())];
    await world.submit(aTask(), "bob");
    assert.deepEqual(ids(await world.answer("GET", "/task/active")), [three, four]);
    assert.deepEqual(ids(await world.answer("POST", "/task/over/0/100")), [two, one]);
    assert.deepEqual(ids(await world.answer("POST", "/task/over/1/100")), [one]);
    assert.deepEqual(ids(await world.answer("POST", "/task/over/0/1")), [two]);
    assert.deepEqual(ids(await world.answer("POST", "/task/over/0/0")), [two, one], "0: no limit");
    assert.deepEqual(ids(await world.answer("POST", "/task/over/2/0")), []);
    assert.equal((await world.answer("GET", "/task/active/all", ADMIN)).length, 3);
    assert.equal((await world.answer("POST", "/task/over/all/0/0", ADMIN)).length, 2);
  });

  it("have the tasks of arrays like jobs, each where it belongs", async () => {
    await using world = await aLegacyWorld();
    const array = await world.submit(aTask({ requirements: { array: { values: "1:4" } } }));
    assert.deepEqual(ids(await world.answer("GET", "/task/active")), [1, 2, 3, 4, 5]);
    const task = await world.launch(array, { element: 1, index: 2 });
    await world.running(task);
    await world.end(task, { state: "failed", reason: "ExitCode", exitCode: 3 });
    assert.deepEqual(ids(await world.answer("GET", "/task/active")), [1, 2, 4, 5]);
    const [over] = await world.answer("POST", "/task/over/0/100");
    assert.deepEqual([over.id, over.parent_task_id, over.status.exitcode], [3, 1, 3]);
    assert.deepEqual(over.container.meta.State.ExitCode, 3);
    assert.deepEqual((await world.task(1)).requirements.array.nb_tasks_over, 1);
    assert.deepEqual((await world.task(1)).status.primary, "running");
  });

  it("go through more tasks than are read at once", async () => {
    await using world = await aLegacyWorld();
    await world.submit(aTask({ requirements: { array: { values: "450" } } }));
    for (let n = 0; n < 120; n += 1) await world.submit(aTask());
    const active = ids(await world.answer("GET", "/task/active"));
    assert.equal(active.length, 571);
    assert.deepEqual(
      [...active].sort((a, b) => a - b),
      active,
    );
  });

  it("can be of one project", async () => {
    await using world = await aLegacyWorld();
    const id = await world.submit(aTask({ user: { project: "p1" } }));
    await world.submit(aTask());
    assert.deepEqual(ids(await world.answer("GET", "/task/active?project=p1")), [id]);
  });
});

describe("a job of either API", () => {
  it("is seen by the other under the same id", async () => {
    await using world = await aLegacyWorld();
    const headers = { host: "127.0.0.1", authorization: "Bearer APIKEY1234" };
    const made = await world.app.inject({
      method: "POST",
      url: "/api/v2/jobs",
      headers,
      payload: {
        command: ["echo", "it's"],
        labels: { run: "1" },
        resources: { cpus: 0.5 },
        dependencies: [],
      },
    });
    const { id } = made.json();
    const task = await world.task(id);
    assert.deepEqual(
      [task.command.cmd, task.meta.tags, task.requirements.cpu],
      [`echo 'it'\\''s'`, ["run=1"], 1],
    );
    const own = await world.submit(aTask({ meta: { name: "a/b", tags: ["t"] } }));
    assert.equal((await world.task(own)).meta.name, "a/b");
    const shown = (await world.app.inject({ url: `/api/v2/jobs/${own}`, headers })).json();
    assert.deepEqual([shown.source, shown.name, shown.script], ["legacy", "a_b", "#!/bin/bash\ntrue"]);
  });

  it("shows its output under the names of 1.0, in whatever way it came", async () => {
    await using world = await aLegacyWorld();
    const id = await world.submit(aTask());
    const task = await world.launch(id);
    await world.running(task);
    world.output.set(`${task}/stdout`, Buffer.from("hello\n"));
    assert.deepEqual((await world.call("GET", `/task/${id}/files/god.log`)).body, "hello\n");
    assert.equal((await world.call("GET", `/task/${id}/files/god.err`)).statusCode, 404);
    assert.equal((await world.call("GET", `/task/${id}/files/nothing`)).statusCode, 404);
    assert.equal((await world.call("GET", `/task/${id}/files/../x`)).statusCode, 404);
  });
});

describe("killing", () => {
  it("asks for the end of a job, and says so of one that is over", async () => {
    await using world = await aLegacyWorld();
    const id = await world.submit(aTask());
    await world.answer("DELETE", `/task/${id}`);
    const request = (await world.store.inbox(10)).find(({ kind }) => kind === "request");
    assert.ok(request?.kind === "request" && request.request.verb === "cancel");
    const over = await ended(world);
    assert.match((await world.answer("DELETE", `/task/${over}`)).msg, /over/);
  });

  it("of a task of an array is for that task alone", async () => {
    await using world = await aLegacyWorld();
    const id = await world.submit(aTask({ requirements: { array: { values: "3" } } }));
    await world.answer("DELETE", `/task/${id + 2}`);
    const request = (await world.store.inbox(10)).find(({ kind }) => kind === "request");
    assert.ok(request?.kind === "request");
    const { elements, job, verb } = request.request;
    assert.deepEqual({ elements, job, verb }, { elements: [[1, 1]], job: id, verb: "cancel" });
  });

  it("can be for all jobs of a user, or those with a tag", async () => {
    await using world = await aLegacyWorld();
    const tagged = await world.submit(aTask({ meta: { tags: ["batch:x"] } }));
    const other = await world.submit(aTask());
    const theirs = await world.submit(aTask(), "bob");
    const killed = async () =>
      (await world.store.inbox(100)).flatMap((each) => (each.kind === "request" ? [each.request.job] : []));
    await world.answer("DELETE", "/user/alice/task?tag=batch:x");
    assert.deepEqual(await killed(), [tagged]);
    await world.answer("DELETE", "/user/alice/task");
    assert.deepEqual([...new Set(await killed())].sort(), [tagged, other]);
    assert.equal((await world.call("DELETE", "/user/bob/task")).statusCode, 403);
    await world.answer("DELETE", "/user/bob/task", ADMIN);
    assert.ok((await killed()).includes(theirs));
  });
});

describe("suspending where no cluster can pause", () => {
  it("is answered and rejected", async () => {
    await using world = await aLegacyWorld({
      capabilities: [
        {
          gpus: false,
          ports: true,
          networks: false,
          images: true,
          dockerImages: true,
          tmpfs: false,
          shm: false,
          scratch: false,
          memoryLimits: true,
          revocable: false,
          reservations: false,
          volumes: "any-path",
          pause: false,
          exec: true,
        },
      ],
    });
    const id = await world.submit(aTask());
    const task = await world.launch(id);
    await world.running(task);
    await world.answer("GET", `/task/${id}/suspend`);
    assert.equal((await world.task(id)).status.secondary, "suspend rejected");
    await world.end(task);
    assert.equal((await world.task(id)).status.secondary, "");
  });
});

describe("the time limit of a job", () => {
  it("can be changed while it waits, and only as far as the site lets users", async () => {
    await using world = await aLegacyWorld({
      legacy: {
        dynamicFields: [
          { name: "maxlifespan", adminOnly: true },
          { name: "note", adminOnly: false },
        ],
      },
    });
    const id = await world.submit(aTask({ requirements: { maxlifespan: "7d" } }));
    assert.equal((await world.task(id)).requirements.maxlifespan, "7d");
    const put = (name: string, value: string, as: "alice" | "root" = "alice") =>
      world.call("PUT", `/task/${id}`, { as, body: { name, value } });
    assert.equal((await put("maxlifespan", "8d")).statusCode, 403);
    assert.equal((await put("maxlifespan", "soon", "root")).statusCode, 400);
    assert.equal((await put("cpu", "100")).statusCode, 400);
    assert.equal((await put("note", "x")).statusCode, 200);
    assert.equal((await world.task(id)).requirements.note, "x");
    assert.equal((await put("maxlifespan", "8d", "root")).statusCode, 200);
    const request = (await world.store.inbox(10)).find(({ kind }) => kind === "request");
    assert.ok(request?.kind === "request");
    await world.lead(id, { type: "changed", by: "root", changes: request.request.changes ?? {} });
    assert.equal((await world.task(id)).requirements.maxlifespan, "8d");
  });
});

describe("archiving", () => {
  it("removes the files of a job and keeps its document; purging takes that, too", async () => {
    using disk = aJobDisk();
    await using world = await aLegacyWorld({ jobFiles: disk.shared });
    const [id, live] = [await ended(world), await world.submit(aTask())];
    disk.put(id, "god.log", "x");
    assert.equal((await world.call("GET", `/task/${live}/archive`)).statusCode, 400);
    await world.answer("GET", `/task/${id}/archive`);
    assert.equal(await disk.files(id).open([]), undefined);
    assert.equal((await world.task(id)).status.primary, "archived");
    assert.deepEqual(
      (await world.answer("POST", "/task/over/0/10")).map(({ status }: Json) => status.primary),
      ["archived"],
    );
    await world.answer("DELETE", `/task/${id}/archive`);
    assert.equal((await world.call("GET", `/task/${id}`)).statusCode, 404);
    assert.deepEqual(await world.answer("POST", "/task/over/0/10"), []);
  });

  it("can be for all of one's jobs that are older", async () => {
    let nowMs = Date.now();
    await using world = await aLegacyWorld({ nowMs: () => nowMs });
    const [one, two] = [await ended(world, aTask({ meta: { tags: ["x"] } })), await ended(world)];
    await world.answer("GET", "/archive/1");
    assert.equal((await world.task(one)).status.primary, "over");
    nowMs += 2 * 86_400_000;
    assert.equal((await world.answer("DELETE", "/archive/1?tag=x")).nb_tasks, 1);
    assert.equal((await world.call("GET", `/task/${one}`)).statusCode, 404);
    assert.equal((await world.answer("GET", "/archive/1")).nb_tasks, 1);
    assert.equal((await world.task(two)).status.primary, "archived");
  });
});

describe("projects and quotas that administrators write", () => {
  it("hold for submissions of both APIs", async () => {
    await using world = await aLegacyWorld();
    await world.answer("POST", "/project", {
      ...ADMIN,
      body: { id: "p1", members: ["alice"], quota_cpu: 3 },
    });
    const submit = (as: "alice" | "bob", cpu: number) =>
      world.call("POST", "/task", { as, body: aTask({ user: { project: "p1" }, requirements: { cpu } }) });
    assert.equal((await submit("bob", 1)).statusCode, 403);
    const first = await submit("alice", 2);
    const full = await submit("alice", 2);
    assert.deepEqual([full.statusCode, /quota of the project p1 is reached/.test(full.body)], [403, true]);
    const v2 = await world.app.inject({
      method: "POST",
      url: "/api/v2/jobs",
      headers: { host: "127.0.0.1", authorization: "Bearer APIKEY1234" },
      payload: { command: ["true"], project: "p1", resources: { cpus: 2 } },
    });
    assert.deepEqual([v2.statusCode, v2.json().code], [409, "quota_exceeded"]);
    assert.equal((await world.task(first.json().id)).requirements.project_quota_cpu, 3);
  });

  it("are reset, changed and removed", async () => {
    await using world = await aLegacyWorld();
    await world.answer("POST", "/project", {
      ...ADMIN,
      body: { id: "p1", description: "d", members: ["alice"] },
    });
    await world.answer("POST", "/project/p1", {
      ...ADMIN,
      body: { quota_time: 10, members: ["alice", "bob"] },
    });
    const task = await world.launch(await world.submit(aTask({ user: { project: "p1" } })));
    await world.running(task);
    await world.answer("DELETE", "/project/p1/quota", ADMIN);
    const { quota_time, members, description } = await world.answer("GET", "/project/p1", ADMIN);
    assert.deepEqual([quota_time, members, description], [10, ["alice", "bob"], "d"]);
    assert.deepEqual(await world.answer("GET", "/project/p1/usage"), []);
    assert.equal((await world.call("POST", "/project", { ...ADMIN, body: { id: "p1" } })).statusCode, 400);
    assert.equal((await world.call("POST", "/project", { ...ADMIN, body: { id: "A b" } })).statusCode, 400);
    const foreign = { volumes: [{ name: "etc", path: "/etc" }] };
    assert.equal((await world.call("POST", "/project/p1", { ...ADMIN, body: foreign })).statusCode, 400);
    await world.answer("DELETE", "/project/p1", ADMIN);
    assert.equal((await world.call("GET", "/project/p1", ADMIN)).statusCode, 404);
    assert.equal((await world.call("DELETE", "/project/default", ADMIN)).statusCode, 400);
    assert.deepEqual(ids(await world.answer("GET", "/project", ADMIN)), ["default"]);
  });

  it("of users are told with their jobs, and go with them", async () => {
    await using world = await aLegacyWorld();
    const user = await world.answer("GET", "/user/alice");
    const usage = { ...user.usage, quota_cpu: 4, prio: 60 };
    await world.answer("PUT", "/user/alice", { ...ADMIN, body: { ...user, usage } });
    assert.deepEqual((await world.answer("GET", "/user/alice")).usage, usage);
    const id = await world.submit(aTask({ requirements: { cpu: 4 } }));
    assert.equal((await world.task(id)).requirements.user_quota_cpu, 4);
    assert.equal((await world.call("POST", "/task", { body: aTask() })).statusCode, 403);
    await world.answer("DELETE", "/user/alice", ADMIN);
    assert.equal((await world.answer("GET", "/user/alice")).usage.quota_cpu, 0);
    const requests = (await world.store.inbox(10)).filter(({ kind }) => kind === "request");
    assert.equal(requests.length, 1);
    assert.equal((await world.call("DELETE", "/user/nobody", ADMIN)).statusCode, 404);
  });
});

describe("addresses", () => {
  it("may begin with two slashes, and tokens with a small letter", async () => {
    await using world = await aLegacyWorld();
    const id = await world.submit(aTask());
    const headers = { authorization: `bearer ${await world.tokenOf("alice")}` };
    assert.equal((await world.answer("GET", `//api/1.0/task/${id}`, { headers })).id, id);
    assert.equal((await world.call("GET", "//api/v2/whoami")).statusCode, 404);
  });

  it("that there are not, and methods, are 404 as text", async () => {
    await using world = await aLegacyWorld();
    for (const [method, path] of [
      ["GET", "/nothing"],
      ["PUT", "/task/active"],
      ["GET", "/task/x"],
      ["GET", "/task/999"],
      ["GET", "/task/1e3"],
      ["POST", "/task/over/0/-1"],
    ] as const) {
      const answer = await world.call(method, path);
      assert.deepEqual(
        [answer.statusCode, answer.headers["content-type"]],
        [404, "text/plain; charset=UTF-8"],
        path,
      );
    }
  });
});

describe("the ids of an array's tasks", () => {
  it("lead to no job that comes behind them, and to none of another user", async () => {
    await using world = await aLegacyWorld();
    await world.submit(aTask({ requirements: { array: { values: "2" } } }), "bob");
    const id = await world.submit(aTask());
    assert.equal(id, 4);
    assert.equal((await world.call("GET", "/task/2")).statusCode, 404);
    assert.equal((await world.call("GET", "/task/5")).statusCode, 404);
    assert.equal((await world.task(3, "bob")).requirements.array.task_id, 2);
    assert.equal((await world.task(3, "root")).parent_task_id, 1);
  });
});
