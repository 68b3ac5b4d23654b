import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openMemoryStore } from "../../store/memory.ts";
import type { Store } from "../../store/store.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import { anAgent, aVector, aWorld, BOB, ROOT, submitted } from "../api.builders.ts";

const post = (payload: unknown) => ({
  method: "POST" as const,
  url: "/api/v2/jobs",
  payload: payload as object,
});

describe("submitting a job", () => {
  it("answers 201 with the address once it is in the inbox", async () => {
    await using world = await aWorld();
    const answer = await world.inject(post({ command: ["echo", "hi"] }));
    assert.equal(answer.statusCode, 201, answer.body);
    const job = answer.json();
    assert.equal(answer.headers.location, `/api/v2/jobs/${job.id}`);
    assert.deepEqual([job.state, job.user, job.name, job.warnings], ["pending", "ana", "echo", []]);
    const inbox = await world.store.inbox(10);
    assert.deepEqual(
      inbox.map(({ key }) => key),
      [`job/${job.id}`],
    );
    assert.equal(world.wakes(), 1);
  });

  it("shows the job at its address, byte for byte what was submitted", async () => {
    await using world = await aWorld();
    const script = "#!/bin/sh\n\techo $(id) `id`  \r\n";
    const id = await submitted(world, { command: undefined, script });
    const answer = await world.inject({ url: `/api/v2/jobs/${id}` });
    assert.equal(answer.json().script, script);
  });

  it("tells every fault at once, those of the document and those of the installation", async () => {
    await using world = await aWorld();
    const answer = await world.inject(
      post({
        command: ["true"],
        priorty: 1,
        resources: { cpus: -1 },
        volumes: [{ name: "hone" }, { name: "reference", mode: "rw" }],
        dependencies: [{ job: 77 }],
      }),
    );
    assert.equal(answer.statusCode, 422);
    const { errors } = answer.json();
    const told = errors.map((each: { pointer: string; code: string }) => `${each.pointer} ${each.code}`);
    assert.deepEqual(told.sort(), [
      "/dependencies/0/job unknown_name",
      "/priorty unknown_field",
      "/resources/cpus range",
      "/volumes/0/name unknown_name",
      "/volumes/1/mode conflict",
    ]);
    const volume = errors.find((each: { pointer: string }) => each.pointer === "/volumes/0/name");
    assert.equal(volume.hint, "did you mean home?");
    assert.deepEqual(await world.store.inbox(10), []);
  });

  it("answers a dependency on another user's job like one on a job that does not exist", async () => {
    await using world = await aWorld();
    const foreign = await submitted(world, {}, BOB);
    const unknown = 99_999;
    const [a, b] = await Promise.all(
      [foreign, unknown].map((job) => world.inject(post({ command: ["true"], dependencies: [{ job }] }))),
    );
    assert.equal(a?.statusCode, 422);
    const told = (body: string | undefined, job: number) =>
      JSON.stringify(JSON.parse(body ?? "").errors).replaceAll(new RegExp(`\\b${job}\\b`, "g"), "N");
    assert.equal(told(a?.body, foreign), told(b?.body, unknown));
    const own = await submitted(world);
    assert.equal(
      (await world.inject(post({ command: ["true"], dependencies: [{ job: own }] }))).statusCode,
      201,
    );
  });

  it("takes the ids that follow an array's for its tasks", async () => {
    await using world = await aWorld();
    const first = await submitted(world, { array: { from: 1, to: 10, step: 3 } });
    assert.equal(await submitted(world), first + 5);
  });

  it("warns of a job larger than any machine, and names the nearest", async () => {
    await using world = await aWorld();
    world.agents = [
      anAgent({ hostname: "small" }),
      anAgent({ id: "a2", hostname: "large", total: aVector({ cpusMilli: 64_000, memMib: 65_536 }) }),
    ];
    const answer = await world.inject(post({ command: ["true"], resources: { cpus: 100 } }));
    assert.equal(answer.statusCode, 201);
    const [warning] = answer.json().warnings;
    assert.equal(warning.code, "larger_than_any_agent");
    assert.match(warning.message, /100 CPUs.*large.*64 CPUs/);
  });

  it("warns of a job that no machine may run, and says which constraint keeps it from how many", async () => {
    await using world = await aWorld();
    world.agents = [
      anAgent({ attributes: { rack: "r1" } }),
      anAgent({ id: "a2", hostname: "node2", attributes: { rack: "r2" } }),
    ];
    const on = async (value: string) => {
      const constraints = [{ attribute: "rack", op: "eq", value }];
      const answer = await world.inject(post({ command: ["true"], constraints }));
      return answer.json().warnings;
    };
    const [warning] = await on("r9");
    assert.equal(warning.code, "no_agent_matches");
    assert.match(warning.message, /2 agents: 2 without rack = r9/);
    assert.deepEqual(await on("r2"), []);
  });

  it("warns of a job that wants more GPUs than any machine has", async () => {
    await using world = await aWorld();
    world.agents = [
      anAgent({ hostname: "plain" }),
      anAgent({ id: "a2", hostname: "gpus", total: aVector({ cpusMilli: 8000, gpus: 2 }) }),
    ];
    const answer = await world.inject(post({ command: ["true"], resources: { gpus: 4 } }));
    assert.match(answer.json().warnings[0].message, /4 GPUs.*gpus with 2 GPUs/);
  });

  it("submits without warnings while no leader can be asked", async () => {
    await using world = await aWorld();
    world.agents = undefined;
    const answer = await world.inject(post({ command: ["true"], resources: { cpus: 100 } }));
    assert.deepEqual([answer.statusCode, answer.json().warnings], [201, []]);
  });

  it("fills in the defaults of the installation before those of the job document", async () => {
    const jobDefaults = { project: "bio", cpus: 2, walltimeSeconds: 60, maxAttempts: 5 };
    await using world = await aWorld({ jobDefaults });
    const job = (await world.inject(post({ command: ["true"], resources: { memoryBytes: 2 ** 30 } }))).json();
    assert.deepEqual(
      [job.project, job.resources.cpus, job.walltimeSeconds, job.retry.maxAttempts, job.graceSeconds],
      ["bio", 2, 60, 5, 30],
    );
    const own = (
      await world.inject(post({ command: ["true"], project: "own", resources: { cpus: 1 } }))
    ).json();
    assert.deepEqual([own.project, own.resources.cpus], ["own", 1]);
  });

  it("refuses a script of more than 1 MiB with 413 and what is allowed", async () => {
    await using world = await aWorld();
    const answer = await world.inject(post({ script: "x".repeat(1024 * 1024 + 1) }));
    assert.equal(answer.statusCode, 413);
    assert.match(answer.json().errors[0].allowed, /1 MiB/);
  });

  it("refuses a body over the limit with 413 before reading it", async () => {
    await using world = await aWorld({ bodyBytesMax: 64 * 1024 });
    const answer = await world.inject(post({ script: "x".repeat(64 * 1024) }));
    assert.equal(answer.statusCode, 413);
    assert.equal(answer.json().code, "too_large");
  });

  it("takes the user from the token, never from the body", async () => {
    await using world = await aWorld();
    const id = await submitted(world, {}, ROOT);
    assert.equal((await world.inject({ url: `/api/v2/jobs/${id}`, as: ROOT })).json().user, "root");
  });

  it("refuses a user without a token, whatever the body", async () => {
    await using world = await aWorld();
    const answer = await world.inject({ ...post({ command: ["true"] }), headers: { authorization: "" } });
    assert.equal(answer.statusCode, 401);
    assert.match(String(answer.headers["www-authenticate"]), /^Bearer/);
  });
});

describe("submitting while the store is in trouble", () => {
  const failing = (fields: Partial<Store>): Store => ({ ...openMemoryStore(), ...fields });
  const away = () => Promise.reject(new StoreUnavailableError("disk full"));

  it("answers 503 and when to try again when nothing was stored", async () => {
    await using world = await aWorld({ store: failing({ submit: away }) });
    const answer = await world.inject(post({ command: ["true"] }));
    assert.equal(answer.statusCode, 503);
    assert.equal(answer.json().code, "store_unavailable");
    assert.ok(answer.headers["retry-after"]);
    assert.doesNotMatch(answer.body, /disk full/);
    assert.equal(world.wakes(), 0);
  });

  it("answers 201 when the store failed after it had stored the job", async () => {
    const store = openMemoryStore();
    const submit = async (...given: Parameters<Store["submit"]>) => {
      await store.submit(...given);
      throw new StoreUnavailableError("the answer was lost");
    };
    await using world = await aWorld({ store: { ...store, submit } });
    assert.equal((await world.inject(post({ command: ["true"] }))).statusCode, 201);
  });

  it("says 504 with the id when nobody can tell whether it was stored", async () => {
    await using world = await aWorld({ store: failing({ submit: away, job: away }) });
    const answer = await world.inject(post({ command: ["true"] }));
    assert.equal(answer.statusCode, 504);
    assert.equal(answer.json().job, 1);
  });
});
