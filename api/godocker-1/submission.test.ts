import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { formatLifespan, parseLifespan } from "../../jobs/spec/legacy.ts";
import { parseArray } from "./tasks/task-texts.ts";
import { aLegacyWorld, aTask, siteRulesWith, type LegacyWorld } from "./godocker-1.builders.ts";
import { readTask } from "./tasks/task-request.ts";

const send = (world: LegacyWorld, task: object, as: "alice" | "root" = "alice") =>
  world.call("POST", "/task", { body: task, as });

describe("a submission", () => {
  it("puts up with what clients leave out, and with what they put in its place", async () => {
    await using world = await aLegacyWorld();
    const cmd = "#!/bin/bash\r\necho grüße\r\n";
    for (const task of [
      aTask(),
      aTask({ user: { project: "default" } }),
      aTask({ user: { id: "alice", uid: 1, gid: 1, project: null } }),
      aTask({ requirements: { label: [null], tasks: [""], array: null, tmpstorage: "" } }),
      aTask({ requirements: { label: "", tasks: [], array: { values: "" } } }),
      aTask({ requirements: { label: null, executor: null, cpu: 1.0, ram: "2" } }),
      aTask({ container: { volumes: ["home", { name: "nowhere", acl: "rw" }, { name: "home" }] } }),
      { ...aTask(), id: "12", status: { primary: "over" }, date: 1, notify: null, parent_task_id: 4 },
      aTask({ command: { cmd } }),
      aTask({ command: { cmd: "echo no shebang" } }),
      { command: { cmd: "x" } },
    ]) {
      const answer = await send(world, task);
      assert.equal(answer.statusCode, 200, `${JSON.stringify(task)}: ${answer.body}`);
      assert.deepEqual([answer.json().msg, typeof answer.json().id], ["Task added", "number"]);
    }
    assert.equal((await world.task(9)).command.cmd, cmd);
    const [home, ...more] = (await world.task(7)).container.volumes;
    assert.deepEqual(
      [home, more],
      [{ name: "home", acl: "ro", path: "/home/alice", mount: "/mnt/home" }, []],
    );
    const odd = await world.task(8);
    assert.deepEqual(
      [odd.id, odd.status.primary, odd.date > 1e9, odd.parent_task_id],
      [8, "pending", true, null],
    );
  });

  it("has the volumes that the site grants, to write only where it does", async () => {
    await using world = await aLegacyWorld();
    const volumes = ["db", "proj1", "home", "go-docker"].map((name) => ({ name, acl: "rw" }));
    const id = await world.submit(aTask({ container: { volumes } }));
    const granted = (await world.task(id)).container.volumes;
    assert.deepEqual(
      granted.map(({ name, acl }: { readonly name: string; readonly acl: string }) => `${name} ${acl}`),
      ["db ro", "proj1 rw", "home rw"],
    );
    const [job] = await world.store.newJobs([id]);
    assert.deepEqual(job?.spec.volumes, [
      { name: "db", mode: "ro" },
      { name: "proj1", mode: "rw" },
      { name: "home", mode: "rw", path: "/mnt/home" },
    ]);
  });

  it("becomes a job like any other", async () => {
    await using world = await aLegacyWorld({ networks: ["bridge"] });
    const parent = await world.submit(aTask({ requirements: { array: { values: "3:9:3" } } }));
    const id = await world.submit(
      aTask({
        meta: { name: "a job", description: "what it does" },
        requirements: {
          cpu: 2,
          ram: 4,
          gpus: 1,
          label: ["storage==ssd"],
          tasks: [String(parent), parent + 2],
          tmpstorage: { size: "10g", path: null },
          ports: [80],
          failure_policy: 2,
          executor: "mesos:default:docker",
          maxlifespan: "12h",
        },
        user: { project: "p1" },
      }),
    );
    const [job] = await world.store.newJobs([id]);
    assert.ok(job !== undefined);
    const { spec } = job;
    assert.deepEqual(
      [spec.name, spec.description, spec.project, spec.executor, spec.walltimeSeconds],
      ["a job", "what it does", "p1", "mesos", 43_200],
    );
    assert.deepEqual(
      [spec.resources.cpus, spec.resources.memoryBytes, spec.resources.gpus],
      [2, 4000 * 1024 ** 2, 1],
    );
    assert.deepEqual(spec.image, { ref: "centos:latest", pull: "ifNotPresent" });
    assert.deepEqual(spec.constraints, [{ attribute: "storage", op: "eq", values: ["ssd"] }]);
    assert.deepEqual(spec.dependencies, [
      { job: parent, on: "end", unmet: "fail" },
      { job: parent, index: 6, on: "end", unmet: "fail" },
    ]);
    assert.deepEqual([spec.scratch, spec.retry.maxAttempts], [{ bytes: 10e9, path: "/tmp-data" }, 3]);
    assert.deepEqual(spec.network, { name: "bridge", ports: [{ container: 80, protocol: "tcp" }] });
    const { requirements } = await world.task(id);
    assert.deepEqual(
      [
        requirements.executor,
        requirements.ports,
        requirements.label,
        requirements.tasks,
        requirements.tmpstorage,
      ],
      ["mesos:default:docker", [80], ["storage==ssd"], [parent, parent + 2], { size: "10g", path: null }],
    );
  });

  it("tells host ports as text, with what they lead to", async () => {
    await using world = await aLegacyWorld();
    const id = await world.submit(aTask({ requirements: { ports: [80] } }));
    const placement = { backend: "local", agentId: "a1", hostname: "node1", access: "" };
    const resources = { cpusMilli: 1000, memMib: 1, diskMib: 0, gpus: 0 };
    const taskId = `${id}.1.1`;
    const start = {
      element: 0,
      attempt: 1,
      charged: 1,
      epoch: 1,
      taskId,
      placement,
      resources,
      ports: [31_000],
    };
    await world.lead(id, { type: "launched", start: start as never });
    const { container, status } = await world.task(id);
    assert.deepEqual(
      [container.ports, container.port_mapping],
      [["31000"], [{ host: 31_000, container: 80 }]],
    );
    assert.deepEqual(
      [status.primary, container.status, container.meta.Node.Name],
      ["running", "initializing", "node1"],
    );
  });

  it("is refused with all faults, as text, in the words of its sender", async () => {
    await using world = await aLegacyWorld();
    const answer = await send(
      world,
      aTask({
        requirements: {
          cpu: -1,
          array: { values: "1:2:3:4" },
          tasks: ["x"],
          label: ["ssd", "resource==gpu"],
          maxlifespan: "soon",
          ports: [0],
        },
      }),
    );
    assert.deepEqual([answer.statusCode, answer.headers["content-type"]], [400, "text/plain; charset=UTF-8"]);
    for (const member of ["cpu", "array.values", "tasks", "label", "maxlifespan", "ports"])
      assert.match(answer.body, new RegExp(`^requirements\\.${member.replace(".", "\\.")}: `, "m"));
    assert.deepEqual(await world.store.inbox(1), []);
  });

  it("is held to what every job is held to", async () => {
    await using world = await aLegacyWorld({ bodyBytesMax: 200_000 });
    for (const [task, status, said] of [
      [
        aTask({ requirements: { executor: "nowhere" } }),
        400,
        /^requirements\.executor: there is no cluster/m,
      ],
      [aTask({ requirements: { cpu: 100_000 } }), 400, /^requirements\.cpu: /m],
      [aTask({ requirements: { tasks: [77] } }), 400, /^requirements\.tasks: there is no task 77/m],
      [
        aTask({ requirements: { array: { values: "1:9999999999" } } }),
        400,
        /^requirements\.array\.values: /m,
      ],
      [aTask({ user: { project: "Not A Name" } }), 400, /^user\.project: /m],
      [aTask({ meta: { tags: Array.from({ length: 1001 }, () => "t") } }), 400, /^meta\.tags: /m],
      [aTask({ meta: { description: "x".repeat(4097) } }), 400, /^meta\.description: /m],
      [aTask({ command: { cmd: "" } }), 400, /^command\.cmd: /m],
      [aTask({ command: { cmd: "x".repeat(300_000) } }), 400, /longer/],
      [[], 400, /no JSON object/],
    ] as const) {
      const answer = await send(world, task);
      assert.equal(answer.statusCode, status, answer.body);
      assert.match(answer.body, said);
    }
    const headers = { "content-type": "application/json" };
    for (const payload of ["", "{", "null", "7"]) {
      const answer = await world.app.inject({
        method: "POST",
        url: "/api/1.0/task",
        headers: { host: "127.0.0.1", authorization: "Bearer APIKEY1234", ...headers },
        payload,
      });
      assert.equal(answer.statusCode, 400, payload);
    }
  });

  it("for root, or to sign in to, is refused with the way round", async () => {
    await using world = await aLegacyWorld();
    const root = await send(world, aTask({ container: { root: true } }), "root");
    assert.deepEqual([root.statusCode, /Root jobs are not allowed/.test(root.body)], [403, true]);
    const allowed = {
      ...siteRulesWith([{ name: "db", source: "/db", mode: "rw" }], "mesos"),
      root: [{ images: ["docker.io/library/centos"], users: ["alice"] }],
    };
    await using builders = await aLegacyWorld({ siteRules: allowed });
    const task = aTask({
      container: { image: "centos:latest", root: true, volumes: [{ name: "db", acl: "rw" }] },
    });
    const { id } = (await send(builders, task)).json();
    const { spec } = (await builders.store.job(id)) ?? {};
    assert.deepEqual([spec?.rootInContainer, spec?.volumes[0]?.mode], [true, "ro"]);
    assert.equal((await builders.task(id)).container.root, true);
    const other = await send(builders, aTask({ container: { image: "debian", root: true } }));
    assert.deepEqual([other.statusCode, /in the image debian/.test(other.body)], [403, true]);
    const interactive = await send(world, aTask({ command: { interactive: true } }));
    assert.deepEqual([interactive.statusCode, /godocker exec/.test(interactive.body)], [400, true]);
  });

  it("may name other images only where the site lets it", async () => {
    await using world = await aLegacyWorld({
      legacy: {
        userImages: false,
        images: [{ name: "c", url: "centos:latest", interactive: false, default: true }],
      },
    });
    assert.equal((await send(world, aTask())).statusCode, 200);
    assert.equal((await send(world, aTask({ container: { image: "other" } }))).statusCode, 403);
  });

  it("runs without its image only where the site says so, and tells", async () => {
    const none = {
      gpus: false,
      ports: true,
      networks: false,
      images: false,
      dockerImages: false,
      tmpfs: false,
      shm: false,
      scratch: false,
      memoryLimits: true,
      revocable: false,
      reservations: false,
      volumes: "same-path",
      pause: false,
      exec: true,
    } as const;
    await using strict = await aLegacyWorld({ capabilities: [none] });
    const refused = await send(strict, aTask());
    assert.deepEqual(
      [refused.statusCode, /^container\.image: .*starts images/m.test(refused.body)],
      [400, true],
    );
    await using lenient = await aLegacyWorld({ capabilities: [none], legacy: { unstartableImages: "run" } });
    const { id, warnings } = (
      await send(lenient, aTask({ container: { volumes: [{ name: "home" }] } }))
    ).json();
    assert.match(warnings.join(" "), /not in centos:latest/);
    const [job] = await lenient.store.newJobs([id]);
    assert.equal(job?.spec.image, undefined);
    const { container } = await lenient.task(id);
    assert.deepEqual([container.image, container.volumes[0].mount], ["centos:latest", "/home/alice"]);
  });
});

describe("a submission for another user", () => {
  it("is an administrator's to make", async () => {
    await using world = await aLegacyWorld();
    const task = aTask({ user: { id: "alice", uid: 7, gid: 7, project: "default" } });
    const { id } = (await send(world, task, "root")).json();
    const { user } = await world.task(id, "alice");
    assert.deepEqual([user.id, user.uid], ["alice", 1000], "an account is what the server knows of it");
    const unknown = aTask({ user: { id: "carol", uid: 7, gid: 8 } });
    const other = (await send(world, unknown, "root")).json().id;
    assert.deepEqual((await world.task(other, "root")).user, {
      id: "carol",
      uid: 7,
      gid: 8,
      sgids: [],
      email: null,
      project: "default",
    });
    assert.equal((await send(world, aTask({ user: { id: "bob" } }))).statusCode, 403);
    assert.equal((await send(world, aTask({ user: { id: "../x" } }), "root")).statusCode, 400);
  });

  it("waits only for jobs that the owner may see", async () => {
    await using world = await aLegacyWorld();
    const bobs = await world.submit(aTask(), "bob");
    const answer = await send(
      world,
      aTask({ user: { id: "alice" }, requirements: { tasks: [bobs] } }),
      "root",
    );
    assert.equal(answer.statusCode, 400);
  });
});

describe("the text of an array", () => {
  it("is N, first and last, or with a step; nothing else", () => {
    assert.deepEqual(parseArray("3"), { from: 1, to: 3, step: 1 });
    assert.deepEqual(parseArray("0"), undefined);
    assert.deepEqual(parseArray("2:5"), { from: 2, to: 5, step: 1 });
    assert.deepEqual(parseArray(" 1:9:3 "), { from: 1, to: 9, step: 3 });
    for (const text of ["", ":", "a", "1:", ":2", "1:2:", "1:2:0", "5:2", "1:2:3:4", "-1:2", "1.5", "1:2:x"])
      assert.equal(parseArray(text), undefined, text);
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 1000 }), (from, more, step) => {
        assert.deepEqual(parseArray(`${from}:${from + more}:${step}`), { from, to: from + more, step });
      }),
    );
  });
});

describe("the text of a life span", () => {
  it("is read as it was written", () => {
    for (const [text, seconds] of [
      ["7d", 604_800],
      ["12h", 43_200],
      ["30s", 30],
      ["90", 90],
      ["", undefined],
      ["7w", undefined],
      ["-1d", undefined],
    ] as const)
      assert.equal(parseLifespan(text), seconds, text);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e8 }), (seconds) => {
        assert.equal(parseLifespan(formatLifespan(seconds)), seconds);
      }),
    );
  });
});

describe("any document", () => {
  it("is read or refused with faults, never with a crash", () => {
    const part = fc.dictionary(
      fc.constantFrom(
        "cpu",
        "ram",
        "label",
        "tasks",
        "array",
        "ports",
        "cmd",
        "name",
        "tags",
        "image",
        "volumes",
        "id",
      ),
      fc.jsonValue(),
    );
    const document = fc.record(
      { user: part, meta: part, requirements: part, container: part, command: part, notify: fc.jsonValue() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(document, fc.jsonValue()), (body) => {
        const read = readTask(body);
        assert.ok(read.ok || read.problems.length > 0);
      }),
    );
  });
});
