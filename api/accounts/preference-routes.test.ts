import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld, BOB, submitted, type World } from "../api.builders.ts";

const url = "/api/v2/users/me/preferences";
const put = (world: World, payload: object, headers: Readonly<Record<string, string>> = {}) =>
  world.inject({ method: "PUT", url, payload, headers });

describe("preferences", { timeout: 240_000 }, () => {
  it("are nobody else's, and empty at first", async () => {
    await using world = await aWorld();
    assert.deepEqual((await world.inject({ url })).json(), {});
    assert.equal((await put(world, { project: "bio" })).statusCode, 200);
    assert.deepEqual((await world.inject({ url })).json(), { project: "bio" });
    assert.deepEqual((await world.inject({ url, as: BOB })).json(), {});
  });

  it("stand in for what a job does not name, and for nothing else", async () => {
    await using world = await aWorld();
    await put(world, { project: "bio" });
    const projectOf = async (id: number) =>
      (await world.inject({ url: `/api/v2/jobs/${id}` })).json().project;
    assert.equal(await projectOf(await submitted(world)), "bio");
    assert.equal(await projectOf(await submitted(world, { project: "chem" })), "chem");
    await put(world, {});
    assert.notEqual(await projectOf(await submitted(world)), "bio");
  });

  it("that lead nowhere make the job one with faults, which name them", async () => {
    await using world = await aWorld();
    await put(world, { queue: "gone" });
    const answer = await world.inject({
      method: "POST",
      url: "/api/v2/jobs",
      payload: { command: ["true"] },
    });
    assert.equal(answer.statusCode, 422);
    assert.deepEqual(
      answer.json().errors.map(({ got, pointer }: Record<string, unknown>) => [pointer, got]),
      [["/queue", "gone"]],
    );
  });

  it("are a closed list, and not overwritten by who saw others", async () => {
    await using world = await aWorld();
    assert.equal((await put(world, { colour: "red" })).statusCode, 422);
    assert.equal((await put(world, { project: "no name" })).statusCode, 422);
    const etag = String((await put(world, { project: "bio" })).headers["etag"]);
    assert.equal((await put(world, { project: "chem" }, { "if-match": etag })).statusCode, 200);
    assert.equal((await put(world, { project: "bio" }, { "if-match": etag })).statusCode, 412);
    assert.deepEqual((await world.inject({ url })).json(), { project: "chem" });
    const known = String((await world.inject({ url })).headers["etag"]);
    assert.equal((await world.inject({ url, headers: { "if-none-match": known } })).statusCode, 304);
  });
});
