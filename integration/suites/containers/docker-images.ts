// Images that a real Docker engine pulls, from a registry of the tests, onto a disk that is small.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { packTar } from "modern-tar";
import { createDockerBackend } from "../../../fallback-executors/docker/docker-backend.ts";
import { testDocker } from "../../../fallback-executors/testing/docker-engine.ts";
import { aTask, drive, type Driver } from "../../../offers/backend-suite/driver.builders.ts";
import { ARCHITECTURE, busyboxLayer } from "../../services/busybox-image.ts";
import { startDockerd, type TestDockerd } from "../../services/dockerd.ts";
import { startRegistry, type TestRegistry } from "../../services/registry.ts";

const NET = "10.97.36";
const DISK_MIB = 64;

describe("an image that an engine has to pull", { timeout: 900_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), "godocker-images-suite-"));
  chmodSync(home, 0o755);
  const directory = join(home, "engine");
  let engine: TestDockerd;
  let registry: TestRegistry;
  let driver: Driver;
  before(async () => {
    const data = join(directory, "data");
    mkdirSync(data, { recursive: true });
    const words = ["-t", "tmpfs", "-o", `size=${DISK_MIB}m`, "tmpfs", data];
    assert.equal(spawnSync("mount", words).status, 0);
    engine = await startDockerd(directory, NET, `gd${process.pid}i`, ["--insecure-registry", `${NET}.0/24`]);
    registry = await startRegistry(`${NET}.1`);
    driver = await drive(createDockerBackend(testDocker(engine.url, "images")));
  });
  after(async () => {
    await driver?.[Symbol.asyncDispose]();
    await registry?.[Symbol.asyncDispose]();
    await engine?.remove();
    rmSync(home, { recursive: true, force: true });
  });
  const endWith = async (name: string) => {
    const task = aTask({
      image: { ref: `${registry.address}/${name}`, pull: "ifNotPresent" },
      account: { name: "tester", uid: 1234, gid: 1234 },
      argv: ["/bin/busybox", "true"],
    });
    await driver.launch(task);
    return driver.end(task.taskId);
  };

  it("is pulled, and runs", async () => {
    registry.add("small:1", await busyboxLayer());
    const end = await endWith("small:1");
    assert.equal(end.state, "finished", JSON.stringify(end));
  });

  it("fails for want of room on the machine, and not by a fault of the image, when the disk is full", async () => {
    const large = Buffer.alloc(2 * DISK_MIB * 1024 * 1024); // next to nothing while it is compressed
    const header = { name: "large", type: "file", size: large.length } as const;
    registry.add("large:1", await packTar([{ header, body: large }]));
    const end = await endWith("large:1");
    assert.deepEqual([end.state, end.fault], ["failed", "launch"]);
    assert.match(end.message ?? "", /large:1 could not be pulled: .*no space left on device/);
    // The engine is none the worse for it.
    registry.add("small:2", await busyboxLayer());
    assert.equal((await endWith("small:2")).state, "finished");
  });

  it("fails by a fault of the image, when it is for other processors only", async () => {
    registry.add("foreign:1", await busyboxLayer(), "s390x");
    const end = await endWith("foreign:1");
    assert.deepEqual([end.state, end.fault], ["failed", "image"]);
    assert.match(end.message ?? "", new RegExp(`foreign:1 could not be pulled: .*linux/${ARCHITECTURE}`));
  });

  it("fails by a fault of the image, when the registry has none of that name", async () => {
    const end = await endWith("nothing:1");
    assert.deepEqual([end.state, end.fault], ["failed", "image"]);
  });
});
