import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NO_ACCOUNT_RULES, type AccountRules } from "../../fair-share/account-rules.ts";
import { aWorld, BOB, submitted, type World } from "../api.builders.ts";

const limited = (...quotas: AccountRules["quotas"]) =>
  aWorld({ accountRules: () => ({ ...NO_ACCOUNT_RULES, quotas }) });
const submit = (world: World, document: object = {}, as?: string) =>
  world.inject({
    method: "POST",
    url: "/api/v2/jobs",
    payload: { command: ["true"], ...document },
    ...(as === undefined ? {} : { as }),
  });

describe("a limit of what may wait", () => {
  it("is kept before the answer: what is one too many is refused and not stored", async () => {
    await using world = await limited({ user: "*", queuedJobs: 2 });
    for (let i = 0; i < 2; i += 1) assert.equal((await submit(world)).statusCode, 201);
    const refused = await submit(world);
    assert.equal(refused.statusCode, 409);
    const { asked, code, detail, limit, of, project, used, user } = refused.json();
    assert.deepEqual(
      { code, project, user, of, limit, used, asked },
      {
        code: "quota_exceeded",
        project: "default",
        user: "ana",
        of: "queuedJobs",
        limit: 2,
        used: 2,
        asked: 1,
      },
    );
    assert.match(detail, /ana in the project default may have 2 jobs that wait, and has 2/);
    assert.equal((await world.store.inbox(10)).length, 2);
    assert.equal((await submit(world, {}, BOB)).statusCode, 201, "others are not concerned");
  });

  it("gives way as soon as something has started", async () => {
    await using world = await limited({ user: "*", queuedJobs: 1 });
    const id = await submitted(world);
    assert.equal((await submit(world)).statusCode, 409);
    await world.launch(id);
    assert.equal((await submit(world)).statusCode, 201);
  });

  it("counts tasks of arrays, those that wait", async () => {
    await using world = await limited({ project: "default", queuedTasks: 10 });
    const array = (to: number) => ({ array: { from: 1, to } });
    const never = await submit(world, array(11));
    assert.match(never.json().detail, /These are 11, which never fit/);
    const id = await submitted(world, array(10));
    assert.equal((await submit(world)).statusCode, 409);
    await world.launch(id, { index: 1, element: 0 });
    assert.equal((await submit(world)).statusCode, 201);
    assert.equal((await submit(world, {}, BOB)).statusCode, 409, "it is the limit of the project");
  });

  it("of the site is told as a full queue, to be tried again", async () => {
    await using world = await limited({ queuedJobs: 1 });
    await submitted(world);
    const refused = await submit(world, {}, BOB);
    assert.deepEqual([refused.statusCode, refused.json().code], [429, "queue_full"]);
    assert.notEqual(refused.headers["retry-after"], undefined);
  });

  it("of 0 lets nothing in, and none at all everything", async () => {
    await using none = await limited({ user: "ana", queuedJobs: 0 });
    assert.equal((await submit(none)).statusCode, 409);
    await using all = await limited();
    assert.equal((await submit(all)).statusCode, 201);
  });

  it("holds for a whole batch at once, and for many requests at a time", async () => {
    await using world = await limited({ user: "*", queuedJobs: 5 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => submit(world)));
    assert.equal(answers.filter(({ statusCode }) => statusCode === 201).length, 5);
    assert.equal((await world.store.inbox(100)).length, 5);
    const batch = await world.inject({
      method: "POST",
      url: "/api/v2/jobs:batch?atomic=true",
      headers: { "content-type": "application/x-ndjson" },
      payload: '{"command":["true"]}\n',
      as: BOB,
    });
    assert.equal(batch.statusCode, 200, batch.body);
    const refused = await world.inject({
      method: "POST",
      url: "/api/v2/jobs:batch?atomic=true",
      headers: { "content-type": "application/x-ndjson" },
      payload: '{"command":["true"]}\n'.repeat(5),
      as: BOB,
    });
    assert.equal(refused.statusCode, 409, refused.body);
    assert.equal((await world.store.inbox(100)).length, 6);
  });

  it("counts what is below a project, and follows a change of the rules", async () => {
    let rules: AccountRules = {
      shares: [
        { name: "science", parent: -1, weight: 1 },
        { name: "biology", parent: 0, weight: 1 },
      ],
      quotas: [{ project: "science", queuedJobs: 1 }],
    };
    await using world = await aWorld({ accountRules: () => rules });
    await submitted(world, { project: "biology" });
    assert.equal((await submit(world, { project: "science" })).statusCode, 409);
    assert.equal((await submit(world, { project: "history" })).statusCode, 201);
    rules = { ...rules, quotas: [{ project: "science", queuedJobs: 2 }] };
    assert.equal((await submit(world, { project: "science" })).statusCode, 201);
  });
});

describe("a limit of the size of arrays", () => {
  it("is told as a fault of the document, with the smallest that holds", async () => {
    await using world = await limited({ arrayTasks: 100 }, { user: "ana", arrayTasks: 10 });
    const answer = await submit(world, { array: { from: 1, to: 11 } });
    assert.equal(answer.statusCode, 422);
    const [fault] = answer.json().errors;
    assert.deepEqual([fault.pointer, fault.allowed], ["/array", "at most 10 tasks"]);
    assert.match(fault.message, /more than the user ana in the project default may have/);
    assert.equal((await submit(world, { array: { from: 1, to: 11 } }, BOB)).statusCode, 201);
  });
});
