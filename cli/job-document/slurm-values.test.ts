import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aDesk } from "../cli.builders.ts";

describe("flags as sbatch has them", () => {
  const submitted = async (...flags: readonly string[]) => {
    using desk = aDesk({ env: { PATH_OF_MINE: "/x" } });
    const { exit, stdout, stderr } = await desk.run("submit", "--dry-run", ...flags, "--", "true");
    return { exit, stderr, job: exit === 0 ? JSON.parse(stdout) : undefined };
  };

  it("set and copy variables", async () => {
    const { job } = await submitted("--export", "NONE,PATH_OF_MINE,A=b=c");
    assert.deepEqual(job.env, { PATH_OF_MINE: "/x", A: "b=c" });
    assert.equal((await submitted("--export=ALL")).exit, 2);
    assert.equal((await submitted("--export=NOT_SET")).exit, 2);
  });

  it("say whether it is tried again", async () => {
    const { retry } = (await submitted("--requeue")).job;
    assert.deepEqual([retry.maxAttempts, retry.on], [2, ["node", "preempt"]]);
    assert.equal((await submitted("--no-requeue")).job.retry.maxAttempts, 1);
  });

  it("say who is told of what, in either order", async () => {
    for (const flags of [
      ["--mail-user=ana@example.org", "--mail-type=BEGIN,FAIL"],
      ["--mail-type=BEGIN,FAIL", "--mail-user=ana@example.org"],
    ])
      assert.deepEqual((await submitted(...flags)).job.notify, [
        { email: "ana@example.org", on: ["start", "failure"] },
      ]);
    assert.equal((await submitted("--mail-type=SOMETIMES")).exit, 2);
  });

  it("warn before the end, limit processes, and put volumes where the job wants them", async () => {
    const { job } = await submitted(
      "--time=1h",
      "--signal=B:SIGUSR2@30",
      "--image=debian",
      "--volume=home:/mnt/home:rw",
      "--pids=64",
    );
    assert.deepEqual(job.signal, { name: "USR2", beforeSeconds: 30 });
    assert.deepEqual(job.volumes, [{ name: "home", mode: "rw", path: "/mnt/home" }]);
    assert.equal(job.resources.pids, 64);
    for (const wrong of [
      ["--signal", "USR1"],
      ["--signal", "USR1@0"],
      ["--pids", "1"],
    ])
      assert.equal((await submitted("--time", "1h", ...wrong)).exit, 2, wrong.join(" "));
    assert.equal((await submitted("--nice", "5")).exit, 2);
  });
});
