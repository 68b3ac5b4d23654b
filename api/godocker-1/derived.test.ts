import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aJobDisk } from "../files/files.builders.ts";
import { otherTypes } from "./comparing.builders.ts";
import {
  aLegacyWorld,
  aTask,
  KEYS,
  PEOPLE,
  recorded,
  type Json,
  type LegacyWorld,
} from "./godocker-1.builders.ts";

const JSON_TYPE = "application/json; charset=UTF-8";

/** Sends the request of a document to the letter, but for the token and what `change` puts in its place. */
async function replay(
  world: LegacyWorld,
  name: string,
  change: { readonly path?: string; readonly body?: Json; readonly as?: "alice" | "root" } = {},
) {
  const { request } = recorded(name);
  const { as = "alice", path = request.path, body = request.body } = change;
  const { Authorization: scheme, ...headers } = request.headers;
  return world.app.inject({
    method: request.method,
    url: path,
    headers: {
      host: "127.0.0.1",
      ...headers,
      ...(scheme === undefined ? {} : { authorization: scheme.replace("<token>", await world.tokenOf(as)) }),
    },
    ...(body === null ? {} : { payload: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

async function sameForm(
  world: LegacyWorld,
  name: string,
  change: Parameters<typeof replay>[2] = {},
): Promise<Json> {
  const answer = await replay(world, name, change);
  const { status, body } = recorded(name).response;
  assert.equal(answer.statusCode, status, `${name}: ${answer.body}`);
  assert.equal(answer.headers["content-type"], JSON_TYPE, name);
  // Where it is not known what is in it, it is only JSON.
  if (body !== null && !("<json>" in body)) assert.deepEqual(otherTypes(body, answer.json()), [], name);
  return answer.json();
}

const ADMIN = { as: "root" } as const;

describe("the requests of clients of 1.0, and the form of their answers", () => {
  it("logs in", async () => {
    await using world = await aLegacyWorld();
    const { token } = await sameForm(world, "http-authenticate");
    assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
    const wrong = await replay(world, "http-authenticate", { body: { user: "bob", apikey: KEYS.alice } });
    assert.equal(wrong.statusCode, 401);
  });

  it("says what the installation has", async () => {
    await using world = await aLegacyWorld({
      legacy: { constraints: [{ name: "storage", value: ["ssd", "disk"] }] },
    });
    const { volumes, executor_features: features } = await sameForm(world, "http-config");
    assert.deepEqual(volumes[0], { name: "proj1", acl: "rw" }, "no paths for strangers");
    assert.ok(features.includes("kill") && !features.includes("pause"));
  });

  it("takes tasks in every form that was seen", async () => {
    await using world = await aLegacyWorld();
    const ids = [];
    for (const name of ["http-task-create", "http-task-create-minimal", "http-task-create-no-user"])
      ids.push((await sameForm(world, name)).id);
    assert.deepEqual(ids, [1, 2, 3]);
    const [full, minimal] = [await world.task(1), await world.task(2)];
    assert.ok(full.date > 1_700_000_000, "the time is the server's");
    assert.deepEqual([full.status.primary, full.user.id], ["pending", "alice"]);
    assert.deepEqual(minimal.requirements.label, []);
    assert.deepEqual(minimal.container.volumes, [
      { name: "home", acl: "ro", path: "/home/alice", mount: "/mnt/home" },
    ]);
    await sameForm(world, "http-task-status");
    await sameForm(world, "http-image-list");
    assert.deepEqual(await sameForm(world, "http-task-update"), {
      id: 1,
      requirements: { maxlifespan: "8d" },
    });
    await sameForm(world, "http-task-kill");
  });

  it("gives files and lists of them", async () => {
    using disk = aJobDisk();
    await using world = await aLegacyWorld({ jobFiles: disk.shared });
    const id = await world.submit(aTask());
    disk.put(id, "god.log", "hello\n");
    disk.put(id, "out/x", "x");
    const list = await sameForm(world, "http-task-files-dir");
    assert.deepEqual(list, [
      { name: "god.log", type: "file", size: 6 },
      { name: "out", type: "dir", size: 4096 },
    ]);
    const file = await replay(world, "http-task-files-file");
    assert.deepEqual([file.statusCode, file.body], [200, recorded("http-task-files-file").response.body]);
    assert.notEqual(file.headers["content-type"], JSON_TYPE);
  });

  it("lists what is over, for an empty body of a JSON type", async () => {
    await using world = await aLegacyWorld();
    const id = await world.submit(aTask());
    await world.end(await world.launch(id));
    const answer = await replay(world, "http-task-over-list");
    assert.deepEqual([answer.statusCode, answer.headers["content-type"]], [200, JSON_TYPE]);
    const [{ _id, id: shown }] = answer.json();
    assert.deepEqual([shown, typeof _id.$oid], [id, "string"]);
  });

  it("tells users, projects and usage", async () => {
    // The recorded one has everything that an account can have.
    const alice = { ...PEOPLE[0], sgids: [2001], email: "alice@example.org" } as (typeof PEOPLE)[number];
    const people = { find: async () => alice, list: async () => [alice] };
    await using world = await aLegacyWorld({ legacy: { people } });
    const user = await sameForm(world, "http-user-get");
    assert.equal(user.credentials.apikey, "", "keys are told to nobody");
    await sameForm(world, "http-user-list", ADMIN);
    await sameForm(world, "http-project-create", ADMIN);
    const volumes = [{ name: "proj1", path: "/srv/shared", acl: "ro" }];
    const project = recorded("http-project-get").response.body;
    await world.answer("POST", "/project/proj1", { ...ADMIN, body: { ...project, volumes } });
    assert.equal((await sameForm(world, "http-project-get", ADMIN)).prio, 60);
    const projects = await world.answer("GET", "/user/alice/project");
    const expected = recorded("http-user-projects").response.body;
    for (const [at, each] of expected.entries())
      assert.deepEqual(
        otherTypes({ ...each, volumes: undefined }, { ...projects[at], volumes: undefined }),
        [],
      );
    const id = await world.submit(aTask({ requirements: { cpu: 2, ram: 3 } }));
    const task = await world.launch(id);
    await world.running(task);
    await world.end(task);
    const [day] = await sameForm(world, "http-user-usage");
    assert.deepEqual([day.cpu, day.ram], [2, 3]);
    assert.match(day.date, /^\d{4}_[1-9]\d?_[1-9]\d?$/);
  });

  it("takes the numbers of daemons from administrators", async () => {
    await using world = await aLegacyWorld();
    const { body } = recorded("http-prometheus").request;
    await sameForm(world, "http-prometheus", { body: { ...body, key: KEYS.root } });
    assert.equal((await replay(world, "http-prometheus")).statusCode, 403);
  });
});
