import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld, ROOT } from "../../api/api.builders.ts";
import { aDeskAt } from "../cli.builders.ts";

describe("godocker offers", () => {
  it("says what became of each of them", async () => {
    await using world = await aWorld();
    const [offer] = world.offers;
    assert.ok(offer !== undefined);
    const { reason: _, ...rest } = offer;
    world.offers = [{ ...rest, id: "o2", outcome: "used", tasks: ["7.1.1", "8.1.1"] }, offer];
    using desk = await aDeskAt(world, {}, ROOT);
    const { exit, stdout } = await desk.run("offers");
    assert.equal(exit, 0);
    assert.deepEqual(
      stdout.split("\n").map((line) => line.trim().replace(/ {2,}/g, "  ")),
      [
        "TIME  NODE  CPU  MEM  GPU  OUTCOME  HELD  FOR",
        "00:16:40  node1  4  8 GiB  0  used  20 ms  7.1.1 8.1.1",
        "00:16:40  node1  4  8 GiB  0  declined  20 ms  nothing waits",
        "",
      ],
    );
    const one = await desk.run("offers", "--outcome", "used", "--json");
    assert.deepEqual(
      JSON.parse(one.stdout).items.map(({ id }: { readonly id: string }) => id),
      ["o2"],
    );
  });

  it("is for administrators", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const { exit, stderr } = await desk.run("offers");
    assert.equal(exit, 5);
    assert.match(stderr, /offers:read/);
  });
});
