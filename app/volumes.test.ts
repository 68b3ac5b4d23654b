import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { eventually } from "../local-cluster/testing/eventually.ts";
import { aSite, type Site } from "./site.builders.ts";

describe("a volume on the machines of a cluster", { timeout: 300_000 }, () => {
  const data = realpathSync(mkdtempSync(join(tmpdir(), "godocker-data-")));
  const own = join(data, userInfo().username);
  let site: Site;
  before(async () => {
    mkdirSync(join(own, "work"), { recursive: true });
    site = await aSite({
      settings: {
        volumes: [
          { name: "work", source: `${data}/\${user}/work`, mode: "rw" },
          { name: "trap", source: `${data}/\${user}/trap`, mode: "ro" },
        ],
      },
    });
  });
  after(async () => {
    await site[Symbol.asyncDispose]();
    rmSync(data, { recursive: true, force: true });
  });

  const submit = (volume: string, command: readonly string[]) =>
    site.client.submit({
      command,
      volumes: [{ name: volume, mode: "ro" }],
      resources: { memoryBytes: 2 ** 25 },
    });

  it("is there for the program when it is what it seems", async () => {
    writeFileSync(join(own, "work/in"), "data");
    const { id } = await submit("work", [
      "sh",
      "-c",
      'cat "$GODOCKER_VOLUME_WORK/in" >"$GODOCKER_VOLUME_WORK/out"',
    ]);
    assert.equal((await site.client.waitForEnd(id)).state, "succeeded");
    assert.equal(readFileSync(join(own, "work/out"), "utf8"), "data");
  });

  it("does not become what a link of its user leads to: the job is held, and starts when it is fixed", async () => {
    symlinkSync("/etc", join(own, "trap"));
    const { id } = await submit("trap", ["sh", "-c", 'test -e "$GODOCKER_VOLUME_TRAP/fine"']);
    const job = async () => site.client.get(id);
    await eventually("the job is held", async () => (await job()).state === "held");
    assert.match(JSON.stringify(await job()), /the volume trap leads to \/etc by a link/);
    rmSync(join(own, "trap"));
    mkdirSync(join(own, "trap"));
    writeFileSync(join(own, "trap/fine"), "");
    await site.client.release(id);
    assert.equal((await site.client.waitForEnd(id)).state, "succeeded");
  });
});
