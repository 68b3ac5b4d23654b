import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAgent, aVector, aWorld, BOB, ROOT, submitted } from "../api.builders.ts";
import type { World } from "../api.builders.ts";

const ids = async (world: World, url: string, as?: string) => {
  const answer = await world.inject({ url, ...(as === undefined ? {} : { as }) });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json().items.map(({ id }: { id: number }) => id);
};
const act = (world: World, id: number, verb: string, as?: string) =>
  world.inject({ method: "POST", url: `/api/v2/jobs/${id}:${verb}`, ...(as === undefined ? {} : { as }) });

describe("listing jobs", () => {
  it("shows one's own, newest first, and to an administrator all", async () => {
    await using world = await aWorld();
    const [a, b, c] = [await submitted(world), await submitted(world, {}, BOB), await submitted(world)];
    assert.deepEqual(await ids(world, "/api/v2/jobs"), [c, a]);
    assert.deepEqual(await ids(world, "/api/v2/jobs", ROOT), [c, b, a]);
    assert.deepEqual(await ids(world, "/api/v2/jobs?user=bob", ROOT), [b]);
    assert.deepEqual(await ids(world, "/api/v2/jobs?user=bob"), []);
  });

  it("filters by state, project, name and label, each of which must hold", async () => {
    await using world = await aWorld();
    const held = await submitted(world, { hold: true, name: "x", project: "bio", labels: { "a.b": "c=d" } });
    const pending = await submitted(world, { name: "x" });
    assert.deepEqual(await ids(world, "/api/v2/jobs?state=held"), [held]);
    assert.deepEqual(await ids(world, "/api/v2/jobs?state=held&state=pending"), [pending, held]);
    assert.deepEqual(await ids(world, "/api/v2/jobs?name=x&project=bio"), [held]);
    assert.deepEqual(await ids(world, "/api/v2/jobs?label=a.b%3Dc%3Dd"), [held]);
    assert.deepEqual(await ids(world, "/api/v2/jobs?label=a.b%3Dc"), []);
  });

  it("walks all pages without a job twice or left out, while new ones come", async () => {
    await using world = await aWorld();
    const all: number[] = [];
    for (let n = 0; n < 7; n += 1) all.unshift(await submitted(world));
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const url = `/api/v2/jobs?limit=3${cursor === undefined ? "" : `&cursor=${cursor}`}`;
      const page = (await world.inject({ url })).json();
      seen.push(...page.items.map(({ id }: { id: number }) => id));
      cursor = page.next;
      await submitted(world);
    } while (cursor !== undefined);
    assert.deepEqual(seen, all);
  });

  it("refuses a cursor of another filter, of nobody, and of yesterday", async () => {
    let nowMs = Date.now();
    await using world = await aWorld({ nowMs: () => nowMs });
    await submitted(world);
    await submitted(world);
    const { next } = (await world.inject({ url: "/api/v2/jobs?limit=1" })).json();
    const code = async (url: string) => (await world.inject({ url })).json().code;
    assert.equal(await code(`/api/v2/jobs?limit=1&state=held&cursor=${next}`), "bad_cursor");
    const forged = Buffer.from(Buffer.from(next, "base64url").toString().replace(/^\d+/, "99")).toString(
      "base64url",
    );
    assert.equal(await code(`/api/v2/jobs?cursor=${forged}`), "bad_cursor");
    const operator = Buffer.from('{"$gt":0}').toString("base64url");
    assert.equal(await code(`/api/v2/jobs?cursor=${operator}`), "bad_cursor");
    nowMs += 25 * 3600 * 1000;
    assert.equal(await code(`/api/v2/jobs?limit=1&cursor=${next}`), "bad_cursor");
  });

  it("leaves out what may be large", async () => {
    await using world = await aWorld();
    await submitted(world, { command: ["true"], env: { A: "1" } });
    const [item] = (await world.inject({ url: "/api/v2/jobs" })).json().items;
    assert.deepEqual([item.command, item.env, item.name], [undefined, undefined, "true"]);
  });
});

describe("one job", () => {
  it("links its attempts to the user interface of their cluster, where there is one [C-55]", async () => {
    const links = (task: string) => ({
      mesosTask: `http://mesos/#/${task}`,
      mesosSandbox: `http://mesos/#/${task}/browse`,
    });
    for (const attemptLinks of [undefined, ({ taskId }: { readonly taskId: string }) => links(taskId)]) {
      await using world = await aWorld(attemptLinks === undefined ? {} : { attemptLinks });
      const id = await submitted(world);
      const taskId = await world.launch(id);
      const wanted = attemptLinks === undefined ? undefined : links(taskId);
      const job = (await world.inject({ url: `/api/v2/jobs/${id}` })).json();
      assert.deepEqual(job.attempts[0].links, wanted);
      const attempts = (await world.inject({ url: `/api/v2/jobs/${id}/attempts` })).json();
      assert.deepEqual(attempts.items[0].links, wanted);
    }
  });

  it("shows its attempts, and of an array its progress", async () => {
    await using world = await aWorld();
    const id = await submitted(world, { array: { from: 5, to: 8 } });
    await world.end(await launchAndRun(world, id, { index: 5, element: 0 }));
    await launchAndRun(world, id, { index: 6, element: 1 });
    const job = (await world.inject({ url: `/api/v2/jobs/${id}` })).json();
    const { total, pending, running, succeeded } = job.progress;
    assert.deepEqual([job.state, total, pending, running, succeeded], ["running", 4, 2, 1, 1]);
    assert.deepEqual(
      job.attempts.map(({ index, state }: { index: number; state: string }) => [index, state]),
      [
        [5, "succeeded"],
        [6, "running"],
      ],
    );
    const attempts = await world.inject({ url: `/api/v2/jobs/${id}/attempts?index=6` });
    assert.deepEqual([attempts.json().items.length, attempts.json().items[0].node], [1, "node1"]);
    assert.equal((await world.inject({ url: `/api/v2/jobs/${id}/attempts?index=9` })).statusCode, 404);
  });

  it("does not exist for another user, in the same words as one that never did", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const other = id + 1000;
    for (const path of ["", "/explain", "/attempts", "/logs/stdout"]) {
      const [foreign, none] = [
        await world.inject({ url: `/api/v2/jobs/${id}${path}`, as: BOB }),
        await world.inject({ url: `/api/v2/jobs/${other}${path}`, as: BOB }),
      ];
      assert.equal(foreign.statusCode, 404);
      const told = (body: string, job: number) => {
        const { requestId: _, ...rest } = JSON.parse(body.replaceAll(String(job), "N"));
        return rest;
      };
      assert.deepEqual(told(foreign.body, id), told(none.body, other));
    }
    assert.equal((await act(world, id, "cancel", BOB)).statusCode, 404);
    assert.equal((await world.inject({ url: `/api/v2/jobs/${id}`, as: ROOT })).statusCode, 200);
  });
});

describe("cancelling, holding, releasing", () => {
  it("stores the request and wakes the leader", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    for (const verb of ["hold", "release", "cancel"])
      assert.equal((await act(world, id, verb)).statusCode, 202);
    const requests = (await world.store.inbox(10)).flatMap((each) =>
      each.kind === "request" ? [each.request] : [],
    );
    assert.deepEqual(
      requests.map(({ job, verb, by, admin }) => [job, verb, by, admin]),
      [
        [id, "hold", "ana", false],
        [id, "release", "ana", false],
        [id, "cancel", "ana", false],
      ],
    );
    assert.equal(world.wakes(), 4);
  });

  it("has nothing to do for a job that has ended", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    await world.end(await launchAndRun(world, id));
    assert.equal((await act(world, id, "cancel")).statusCode, 200);
    const hold = await act(world, id, "hold");
    assert.equal(hold.statusCode, 409);
    assert.deepEqual([hold.json().from, hold.json().wanted], ["succeeded", "hold"]);
    assert.deepEqual(await world.store.inbox(10), []);
  });

  it("tells the leader that an administrator asked", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    await act(world, id, "hold", ROOT);
    const request = (await world.store.inbox(10)).at(-1);
    assert.ok(request?.kind === "request" && request.request.admin);
  });

  it("takes no fields", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const url = `/api/v2/jobs/${id}:cancel`;
    assert.equal((await world.inject({ method: "POST", url, payload: { reason: "x" } })).statusCode, 422);
    assert.equal((await world.inject({ method: "POST", url, payload: {} })).statusCode, 202);
  });
});

describe("waiting for a job's end", () => {
  it("answers at the change", { timeout: 240_000 }, async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const taskId = await launchAndRun(world, id);
    const waiting = world.inject({ url: `/api/v2/jobs/${id}?waitFor=terminal&timeout=60` });
    await world.end(taskId);
    assert.equal((await waiting).json().state, "succeeded");
  });

  it("gives the unchanged job when the time is over", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const answer = await world.inject({ url: `/api/v2/jobs/${id}?waitFor=terminal&timeout=0` });
    assert.deepEqual([answer.statusCode, answer.json().state], [200, "pending"]);
  });
});

describe("explaining a job", () => {
  it("gives the leader's causes with the same in sentences", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const need = aVector({ cpusMilli: 4000 });
    const { id: agentId, hostname } = anAgent();
    const nearest = { agentId, hostname, has: aVector(), lacking: ["cpusMilli" as const] };
    world.explanation = {
      job: id,
      state: "pending",
      atMs: Date.now() - 5000,
      causes: [
        {
          kind: "no_room",
          need,
          agents: 1,
          refusals: [{ lacking: "cpusMilli", agents: 1, hostname }],
          nearest,
        },
      ],
    };
    const told = (await world.inject({ url: `/api/v2/jobs/${id}/explain` })).json();
    assert.deepEqual([told.source, told.causes[0].kind, told.sentences.length], ["leader", "no_room", 1]);
    assert.ok(told.ageSeconds >= 5);
  });

  it("gives causes of every kind as the API describes them", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const constraint = { attribute: "rack", op: "eq", values: ["r1"] } as const;
    const refusal = { lacking: "constraint", agents: 1, hostname: "node1", constraint } as const;
    const nearest = { agentId: "a1", hostname: "node1", has: aVector(), lacking: ["gpus" as const] };
    const need = aVector({ gpus: 1 });
    world.explanation = {
      job: id,
      state: "pending",
      atMs: Date.now(),
      causes: [
        { kind: "never_fits", need, agents: 2, refusals: [refusal], nearest },
        { kind: "no_match", agents: 1, refusals: [refusal] },
        {
          kind: "no_room",
          need,
          ports: 2,
          agents: 1,
          refusals: [{ ...refusal, lacking: "kept", job: 7 }],
          nearest,
        },
        {
          kind: "maintenance",
          agents: 1,
          startMs: Date.now(),
          hostname: "node1",
          limitMs: 1000,
          assumed: true,
        },
        {
          kind: "reserving",
          backend: "mesos",
          agentId: "a1",
          hostname: "node1",
          sinceMs: 1,
          need,
          reserved: aVector(),
        },
      ],
    };
    const told = (await world.inject({ url: `/api/v2/jobs/${id}/explain` })).json();
    assert.deepEqual([told.causes.length, told.sentences.length], [5, 5]);
  });

  it("falls back to what is stored, and says so", async () => {
    await using world = await aWorld();
    const id = await submitted(world, { hold: true });
    const told = (await world.inject({ url: `/api/v2/jobs/${id}/explain` })).json();
    assert.deepEqual([told.source, told.state, told.reason], ["store", "held", "HeldByUser"]);
    assert.match(told.note, /No scheduler/);
  });

  it("has an ended job speak for itself", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    await world.end(await launchAndRun(world, id), {
      state: "failed",
      reason: "ExitCode",
      message: "exit code 3",
      exitCode: 3,
    });
    const told = (await world.inject({ url: `/api/v2/jobs/${id}/explain` })).json();
    assert.deepEqual([told.state, told.sentences, told.note], ["failed", ["exit code 3"], undefined]);
  });
});

async function launchAndRun(world: World, id: number, where: { index?: number; element?: number } = {}) {
  const taskId = await world.launch(id, where);
  await world.running(taskId);
  return taskId;
}
