import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld, AUDITOR, ROOT } from "../../api/api.builders.ts";
import { aDesk } from "../cli.builders.ts";

async function aDeskFor(token: string) {
  const world = await aWorld();
  const url = await world.listen();
  const desk = aDesk({ env: { GODOCKER_SERVER: url, GODOCKER_TOKEN: token } });
  const run = async (...argv: string[]) => {
    const { exit, stderr, stdout } = await desk.run(...argv);
    return { exit, text: stdout + stderr };
  };
  return {
    world,
    url,
    run,
    json: async (...argv: string[]) => JSON.parse((await desk.run(...argv, "--json")).stdout) as object,
    [Symbol.asyncDispose]: async () => {
      desk[Symbol.dispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

describe("godocker project", () => {
  it("makes, changes and removes projects and their members", async () => {
    await using desk = await aDeskFor(ROOT);
    assert.equal(
      (await desk.run("project", "create", "bio", "--member", "ana,bob", "--owner", "olaf")).exit,
      0,
    );
    await desk.run("project", "add", "bio", "eve", "max");
    await desk.run("project", "remove", "bio", "bob");
    await desk.run("project", "set", "bio", "--share-jobs", "yes", "--description", "Biology");
    assert.deepEqual(await desk.json("project", "show", "bio"), {
      name: "bio",
      description: "Biology",
      members: ["ana", "eve", "max"],
      owners: ["olaf"],
      shareJobs: true,
      shareLogs: false,
      source: "store",
    });
    assert.match((await desk.run("project")).text, /bio +3 +olaf +jobs +Biology/);
    await desk.run("project", "rm", "bio");
    assert.equal((await desk.run("project", "show", "bio")).exit, 6);
  });

  it("says what is missing or wrong", async () => {
    await using desk = await aDeskFor(ROOT);
    for (const argv of [["create"], ["add", "bio"], ["frobnicate"], ["set", "bio"]])
      assert.equal((await desk.run("project", ...argv)).exit, 2, argv.join(" "));
  });
});

describe("godocker quota and share", () => {
  it("set limits and shares, and take them away", async () => {
    await using desk = await aDeskFor(ROOT);
    assert.equal((await desk.run("quota", "set", "*/ana", "tasks=3", "memory=1G")).exit, 0);
    assert.equal((await desk.run("quota", "set", "*/ana", "tasks=4")).exit, 0);
    const rules = await desk.world.store.rules();
    assert.deepEqual(
      Object.values(rules.quotas).map(({ value }) => value),
      [{ user: "ana", tasks: 4 }],
    );
    assert.equal((await desk.run("quota", "rm", "*/ana")).exit, 0);
    assert.equal((await desk.run("quota", "set", "bio", "cpus=8", "--soft")).exit, 0);
    assert.equal((await desk.run("quota", "set", "*/ana", "cpus=4", "--across-projects")).exit, 0);
    assert.equal((await desk.run("quota", "set", "bio", "queuedJobs=4", "--soft")).exit, 3);
    assert.deepEqual(
      Object.values((await desk.world.store.rules()).quotas).flatMap(({ value }) => value ?? []),
      [
        { project: "bio", soft: true, cpusMilli: 8000 },
        { user: "ana", acrossProjects: true, cpusMilli: 4000 },
      ],
    );
    assert.equal((await desk.run("quota", "rm", "*/ana", "--across-projects")).exit, 0);
    assert.equal((await desk.run("share", "set", "bio", "--weight", "3", "--user-weight", "ana=2")).exit, 0);
    assert.deepEqual((await desk.world.store.rules()).shares["bio"]?.value, { weight: 3, users: { ana: 2 } });
    assert.equal((await desk.run("share", "rm", "bio")).exit, 0);
  });

  it("say what is no limit", async () => {
    await using desk = await aDeskFor(ROOT);
    for (const argv of [["set"], ["set", "bio"], ["set", "bio", "cpus"], ["set", "bio", "cpus=many"], ["up"]])
      assert.equal((await desk.run("quota", ...argv)).exit, 2, argv.join(" "));
  });
});

describe("godocker audit", () => {
  it("tells who did what, exports it, and follows its chain", async () => {
    await using desk = await aDeskFor(ROOT);
    await desk.run("maintenance", "refuse", "--message", "new disks");
    assert.match((await desk.run("maintenance")).text, /no jobs are taken: new disks/);
    await desk.run("maintenance", "off");
    const auditor = aDesk({ env: { GODOCKER_SERVER: desk.url, GODOCKER_TOKEN: AUDITOR } });
    using _ = auditor;
    const list = await auditor.run("audit");
    assert.match(list.stdout, /root +maintenance\.end +maintenance +done/);
    const exported = (await auditor.run("audit", "export")).stdout.trim().split("\n");
    assert.equal(exported.length, 2);
    const verified = await auditor.run("audit", "verify");
    assert.deepEqual([verified.exit, /2 entries, none changed/.test(verified.stdout)], [0, true]);
  });

  it("fails when an entry is not what was written", async () => {
    await using desk = await aDeskFor(ROOT);
    await desk.run("maintenance", "queue");
    await desk.run("maintenance", "off");
    const { store } = desk.world;
    const audit = store.audit.bind(store);
    store.audit = async (query) =>
      (await audit(query)).map((record) => ({ ...record, body: record.body.replace("root", "fool") }));
    const verified = await desk.run("audit", "verify");
    assert.deepEqual([verified.exit, /entry 1 is not what was written/.test(verified.text)], [1, true]);
  });
});

describe("a command of an administrator", () => {
  it("reads what is another user's with a reason, and acts under their name", async () => {
    await using desk = await aDeskFor(ROOT);
    const submitted = await desk.run("submit", "--as", "ana", "--quiet", "--", "true");
    assert.equal(submitted.exit, 0, submitted.text);
    const id = submitted.text.trim();
    assert.equal((await desk.world.store.job(Number(id)))?.user, "ana");
    assert.notEqual((await desk.run("show", id, "--spec")).exit, 0);
    const shown = await desk.run("show", id, "--spec", "--break-glass", "ticket 12: the disk is full");
    assert.equal(shown.exit, 0, shown.text);
  });
});
