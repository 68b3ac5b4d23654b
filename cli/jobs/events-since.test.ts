import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld } from "../../api/api.builders.ts";
import { aDeskAt, aRunningJob, OK } from "../cli.builders.ts";

describe("events since a time", () => {
  it("are those that came then or later, and the ones to come", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { id, taskId } = await aRunningJob(world);
    const command = desk.start(["events", "-f", "--since", "1h"]);
    await command.printed("running");
    await world.end(taskId, OK);
    await command.printed("succeeded");
    command.interrupt();
    assert.equal((await command.ended).exit, 130);
    const later = await desk.run("events", String(id), "--since", "2130-01-01T00:00:00Z");
    assert.deepEqual([later.exit, later.stdout], [0, ""]);
    assert.equal((await desk.run("events", "--since", "whenever")).exit, 2);
  });
});
