import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { packTar } from "modern-tar";
import { aTask, drive, type Driver } from "../../offers/backend-suite/driver.builders.ts";
import type { TaskLaunch } from "../../offers/backend.ts";
import { createDockerBackend } from "../docker/docker-backend.ts";
import { fieldsOf, textIn, textsIn } from "../docker/documents.ts";
import { createEngine } from "../docker/engine.ts";
import { removeAll, testDocker } from "./docker-engine.ts";

const FOREIGN_IMAGE = "foreign-processor:local";

/** What a real engine makes of inputs at its limits, and beyond. */
export function describeBadInputs(urlOf: () => string): void {
  describe("inputs that an engine does not like", { timeout: 900_000 }, () => {
    // So long that each container's name is longer than a host name may be.
    const installation = `${"long-".repeat(12)}${process.pid}`;
    let driver: Driver;
    let docker: ReturnType<typeof testDocker>;
    before(async () => {
      docker = testDocker(urlOf(), installation);
      driver = await drive(createDockerBackend({ ...docker, engine: createEngine({ url: urlOf() }) }));
    });
    after(async () => {
      await driver?.[Symbol.asyncDispose]();
      await removeAll(docker);
      docker.engine.close();
    });
    const sh = (script: string, more: Partial<TaskLaunch> = {}): TaskLaunch =>
      aTask({
        image: { ref: "busybox:local", pull: "ifNotPresent" },
        account: { name: "tester", uid: 1234, gid: 1234 },
        argv: ["/bin/sh", "-c", script],
        ...more,
      });

    it("are taken, where names and labels are only long", async () => {
      const label = "x".repeat(100_000);
      const task = sh('test "${#LONG}" = 100000', {
        name: `${"n".repeat(4000)} ünïcode\n\t"'`,
        labels: { [`k${"e".repeat(4000)}y`]: label },
        env: { LONG: label },
      });
      await driver.launch(task);
      assert.equal((await driver.end(task.taskId)).state, "finished");
      const container = await docker.engine.json({ path: `/containers/${installation}-${task.taskId}/json` });
      const labels = textsIn(fieldsOf(fieldsOf(container)["Config"]), "Labels");
      assert.equal(labels["org.godocker.name"], task.name);
      assert.ok(Object.values(labels).includes(label));
    });

    it("are an error of the job, where they are longer than a program can be given", async () => {
      const task = sh("true", { env: { LONG: "x".repeat(200_000) } });
      await driver.launch(task);
      const end = await driver.end(task.taskId);
      assert.equal(end.state, "failed", JSON.stringify(end));
    });

    it("never touch a container of somebody else that has the name", async () => {
      const task = sh("true");
      const name = `${installation}-${task.taskId}`;
      const body = { Image: "busybox:local", Cmd: ["sleep", "300"], Labels: { owner: "somebody" } };
      const created = await docker.engine.json({
        method: "POST",
        path: `/containers/create?name=${name}`,
        body,
      });
      const id = textIn(fieldsOf(created), "Id") ?? "";
      await docker.engine.json({ method: "POST", path: `/containers/${id}/start` });
      try {
        await driver.launch(task);
        const end = await driver.end(task.taskId);
        assert.equal(end.state, "dropped");
        assert.match(end.message ?? "", /somebody else's container has the name of this one/);
        driver.backend.kill({ taskId: task.taskId, agentId: end.agentId, access: "" }, 0);
        await driver.status(task.taskId, ({ reconciliation }) => reconciliation);
        const foreign = fieldsOf(await docker.engine.json({ path: `/containers/${id}/json` }));
        assert.deepEqual(
          [textIn(foreign, "Name"), fieldsOf(foreign["State"])["Running"]],
          [`/${name}`, true],
        );
      } finally {
        await docker.engine.json({ method: "DELETE", path: `/containers/${id}?force=true` });
      }
    });

    it("say which processors they are for, where the machine has others", async () => {
      const tar = await foreignImage();
      await docker.engine.json({ method: "POST", path: "/images/load?quiet=true", tar });
      const task = sh("true", { image: { ref: FOREIGN_IMAGE, pull: "ifNotPresent" } });
      await driver.launch(task);
      const end = await driver.end(task.taskId);
      assert.equal(end.state, "failed", JSON.stringify(end));
      assert.match(
        end.message ?? JSON.stringify(end),
        /its image is for s390x, and the machine is (amd64|arm64)/,
      );
    });
  });
}

/** An image for another kind of processor: its one program has the header of such a one, and no more. */
async function foreignImage(): Promise<Uint8Array> {
  const program = Buffer.alloc(64);
  program.write("\x7fELF\x02\x02\x01", "latin1"); // 64 bits, big-endian
  program.writeUInt16BE(2, 16); // executable
  program.writeUInt16BE(22, 18); // for IBM Z
  const file = (name: string, body: Uint8Array, mode = 0o644) =>
    ({ header: { name, type: "file", size: body.length, mode, mtime: new Date(0) }, body }) as const;
  const layer = await packTar([file("bin/sh", program, 0o755)]);
  const digest = createHash("sha256").update(layer).digest("hex");
  const config = {
    architecture: "s390x",
    os: "linux",
    config: { Env: ["PATH=/bin"] },
    rootfs: { type: "layers", diff_ids: [`sha256:${digest}`] },
  };
  const manifest = [{ Config: "config.json", RepoTags: [FOREIGN_IMAGE], Layers: ["layer.tar"] }];
  return packTar([
    file("layer.tar", layer),
    file("config.json", Buffer.from(JSON.stringify(config))),
    file("manifest.json", Buffer.from(JSON.stringify(manifest))),
  ]);
}
