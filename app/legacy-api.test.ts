import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { userInfo, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { differentSteps, stepsOf } from "./console-page.builders.ts";
import { aLegacyClient, type LegacyClient } from "./legacy-client.builders.ts";
import { startUp, type Up } from "./roles/up.ts";

const ROOT = dirname(import.meta.dirname);

const directory = mkdtempSync(join(tmpdir(), "godocker-legacy-api-"));
const { username: me, uid, gid } = userInfo();
let up: Up | undefined;
const key = () => readFileSync(up?.tokenFile ?? "", "utf8").trim();

before(async () => {
  up = await startUp({
    config: [],
    set: ["local.cpus=4"],
    data: join(directory, "data"),
    port: "0",
    say: () => undefined,
  });
});
after(async () => {
  await up?.stop();
  rmSync(directory, { recursive: true, force: true });
});

// One after the other: the page tells the ids of its jobs.
describe("on the embedded cluster", { concurrency: 1 }, () => {
  it("the page of the GoDocker 1.0 API prints what it says, command after command", async () => {
    const steps = stepsOf(readFileSync(join(ROOT, "docs/reference/godocker-1-api.md"), "utf8"));
    assert.ok(steps.length > 50, `only ${steps.length} commands were found`);
    const environment = { SERVER: up?.url ?? "", ME: me, KEY: key() };
    assert.equal((await differentSteps(steps, directory, { prelude: "", environment })).join("\n\n"), "");
  });

  describe("the command line client 1.0.25", () => {
    const aClient = (): LegacyClient => aLegacyClient(up?.url ?? "", me, key());
    /** What `godjob create` sends. */
    const task = (
      name: string,
      cmd: string,
      fields: { readonly tags?: readonly string[]; readonly array?: string } = {},
    ) => ({
      status: { primary: null, secondary: null },
      container: {
        meta: null,
        stats: null,
        network: true,
        volumes: [{ name: "work", acl: "rw" }],
        image: "debian:12",
        root: false,
        id: null,
        ports: [],
      },
      meta: { tags: fields.tags ?? [], name, description: "" },
      command: { cmd, interactive: false },
      user: { project: "default", gid, id: me, uid },
      date: 1_795_714_401.0,
      requirements: {
        tasks: [],
        failure_policy: 0,
        executor: null,
        gpus: 0,
        array: { values: fields.array ?? null },
        ram: 1,
        tmpstorage: null,
        cpu: 1,
        label: [],
      },
    });
    const create = async (...of: Parameters<typeof task>): Promise<number> => {
      const client = aClient();
      await client.begin();
      await client.logIn();
      await client.logIn();
      await client.sendWithoutToken("GET", "/config");
      await client.logIn();
      await client.sendWithoutToken("GET", "/config");
      assert.ok(Array.isArray((await client.send("GET", "/image")).json));
      const { json: user } = await client.send("GET", `/user/${me}`);
      assert.deepEqual([user.id, user.uid, user.gid], [me, uid, gid]);
      const { status, json, text } = await client.send("POST", "/task", { json: task(...of) });
      assert.deepEqual([status, json?.msg], [200, "Task added"], text);
      return json.id;
    };
    /** As `--wait` does: until it has begun and is over. */
    const wait = async (
      id: number,
      isDone = ({ status }: Document) => status.date_running && status.date_over !== null,
    ) => {
      for (let asked = 0; asked < 1000; asked += 1) {
        const client = aClient();
        await client.logIn();
        const { json } = await client.send("GET", `/task/${id}`);
        if (isDone(json)) return json;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assert.fail(`task ${id} never comes so far`);
    };

    it("submits, waits, shows and downloads", async () => {
      const id = await create("hello", "#!/bin/bash\necho hello; echo grüße >&2");
      const over = await wait(id);
      assert.deepEqual(
        [over.status.exitcode, over.container.meta.State.ExitCode, over.container.ports],
        [0, 0, []],
      );
      // Programs on the same disk look at once.
      const { path } = over.container.volumes.find(({ name }: Document) => name === "go-docker");
      assert.deepEqual(
        [readFileSync(join(path, "god.log"), "utf8"), readFileSync(join(path, "god.err"), "utf8")],
        ["hello\n", "grüße\n"],
      );
      for (const { name, acl, path: on, mount } of over.container.volumes)
        assert.ok([name, acl, on, mount].every((each) => typeof each === "string"));
      assert.ok([over.meta.description, over.meta.name].every((each) => typeof each === "string"));
      const client = aClient();
      await client.logIn();
      const list = await client.send("GET", `/task/${id}/files/`);
      assert.equal(list.contentType, "application/json; charset=UTF-8");
      assert.ok(
        list.json.some(
          ({ name, size, type }: Document) => name === "god.log" && size === 6 && type === "file",
        ),
      );
      assert.equal(
        (await client.send("GET", `/task/${id}/files//`)).contentType,
        "application/json; charset=UTF-8",
      );
      const file = await client.send("GET", `/task/${id}/files/god.log`);
      assert.notEqual(file.contentType, "application/json; charset=UTF-8");
      assert.equal(file.text, "hello\n");
    });

    it("lists what is active and what is over, for itself and for all", async () => {
      const [array, sleeping] = [
        await create("array", "true", { array: "1:3" }),
        await create("sleep", "sleep 1000"),
      ];
      await wait(array, ({ status }) => status.primary === "over");
      await wait(sleeping, ({ status }) => status.primary === "running");
      for (const [path, own] of [
        ["/task/active", true],
        ["/task/active/all", false],
      ] as const) {
        const client = aClient();
        await client.begin();
        await client.logIn();
        const { json } = await client.send("GET", path);
        assert.deepEqual(
          json.map(({ id }: Document) => id),
          [sleeping],
          `${own}`,
        );
        const [{ container }] = json;
        assert.equal(typeof container.meta.Node.Name, "string");
        // Where there is a state, the client looks for a code in it.
        assert.ok(container.meta.State === undefined || typeof container.meta.State.ExitCode === "number");
      }
      for (const path of ["/task/over/0/100", "/task/over/all/0/4"]) {
        const client = aClient();
        await client.begin();
        await client.logIn();
        const { status, json } = await client.send("POST", path, { empty: true });
        assert.equal(status, 200);
        const latest = json.slice(0, 4).map(({ id }: Document) => id);
        assert.deepEqual(latest, [array + 3, array + 2, array + 1, array], "the latest first");
        for (const { meta, requirements } of json)
          assert.ok(
            Array.isArray(meta.tags) &&
              typeof requirements.cpu === "number" &&
              typeof requirements.ram === "number",
          );
      }
      // `godjob kill` looks first.
      const client = aClient();
      await client.begin();
      await client.logIn();
      assert.equal((await client.send("GET", `/task/${sleeping}`)).json.status.primary, "running");
      assert.equal((await client.send("DELETE", `/task/${sleeping}`)).status, 200);
      const killed = await wait(sleeping);
      assert.deepEqual([killed.status.secondary, killed.status.exitcode], ["killed", 137]);
    });

    it("ends all jobs with a tag, as godbatch does, and keeps so many active", async () => {
      const tags = ["batch:default"];
      const [one, two] = [
        await create("b", "sleep 1000", { tags }),
        await create("b", "sleep 1000", { tags }),
      ];
      const client = aClient();
      await client.begin();
      await client.logIn();
      const active = (await client.send("GET", "/task/active")).json.filter(({ meta }: Document) =>
        meta.tags.includes(tags[0]),
      );
      assert.deepEqual(
        active.map(({ id }: Document) => id),
        [one, two],
      );
      await client.send("DELETE", `/user/${me}/task?tag=batch%3Adefault`);
      for (const id of [one, two]) await wait(id, ({ status }) => status.primary === "over");
    });

    it("shows users and projects, and manages them", async () => {
      const client = aClient();
      await client.logIn();
      const { json: user } = await client.send("GET", `/user/${me}`);
      assert.ok(["ram", "cpu", "time"].every((kind) => typeof user.usage[`quota_${kind}`] === "number"));
      await client.send("GET", `/user/${me}/project`);
      const { json: usage } = await client.send("GET", `/user/${me}/usage`);
      for (const { date, cpu, ram, time } of usage) {
        assert.match(date, /^\d{4}_\d{1,2}_\d{1,2}$/);
        assert.ok([cpu, ram, time].every((each) => typeof each === "number"));
      }
      const update = { ...user, usage: { ...user.usage, quota_time: 360_000 } };
      assert.equal((await client.send("PUT", `/user/${me}`, { json: update })).status, 200);
      const project = {
        members: [me],
        prio: 50,
        quota_cpu: 0,
        quota_time: 0,
        quota_ram: 0,
        id: "proj2",
        description: "",
      };
      assert.equal((await client.send("POST", "/project", { json: project })).status, 200);
      const { json: made } = await client.send("GET", "/project/proj2");
      assert.deepEqual(made.volumes, []);
      const changed = { ...made, members: [me, "alice"], quota_cpu: 5 };
      assert.equal((await client.send("POST", "/project/proj2", { json: changed })).status, 200);
      assert.deepEqual((await client.send("GET", "/project/proj2")).json.members, [me, "alice"]);
      assert.equal((await client.send("DELETE", "/project/proj2/quota")).status, 200);
      assert.equal((await client.send("DELETE", "/project/proj2")).status, 200);
      assert.equal((await client.send("GET", "/project/proj2")).status, 404);
    });

    it("is told what is wrong in words, and never by a status that it takes for a success", async () => {
      const client = aClient();
      await client.logIn();
      const wrong = {
        ...task("x", "true"),
        requirements: { ...task("x", "true").requirements, executor: "nowhere" },
      };
      const refused = await client.send("POST", "/task", { json: wrong });
      assert.deepEqual([refused.status, /requirements\.executor/.test(refused.text)], [400, true]);
      assert.equal((await client.send("GET", "/task/999999")).status, 404);
      const stranger = aLegacyClient(up?.url ?? "", me, "WRONGKEY00");
      await assert.rejects(stranger.logIn(), /401/);
    });
  });
});

// oxlint-disable-next-line typescript/no-explicit-any -- documents of a foreign form, looked at member by member
type Document = any;
