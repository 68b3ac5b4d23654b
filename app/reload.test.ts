import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { eventually } from "../local-cluster/testing/eventually.ts";
import { aSite, type Site } from "./site.builders.ts";

describe("a configuration that is read again by running processes", () => {
  let site: Site;
  const events = (event: string) => site.logged().filter((line) => line.event === event);
  before(async () => {
    site = await aSite({ settings: { telemetry: { logLevel: "info" }, mesos: { roles: ["one"] } } });
    await eventually(
      "the cluster is connected",
      async () => (await site.readiness("cluster")).status === "ok",
    );
  });
  after(() => site[Symbol.asyncDispose]());

  it("is in effect at once where it can be: here and at the master", async () => {
    site.configure({
      telemetry: { logLevel: "debug" },
      mesos: { roles: ["one", "two"], name: "Renamed" },
      scheduling: { maintenance: { margin: "2m" } },
    });
    site.hangUp();
    const roles = async (): Promise<unknown> => {
      const [framework] = await site.frameworks();
      return framework?.roles;
    };
    await eventually("the master knows the roles", async () => String(await roles()) === "one,two");
    await eventually("it is counted", async () => {
      return (await site.metric('godocker_config_reloads_total{result="applied"}')) === 1;
    });
    assert.deepEqual(
      events("config.applied").map(({ key }) => key),
      ["mesos.roles", "scheduling.maintenance.margin", "telemetry.logLevel"],
    );
  });

  it("says which settings need a restart, and leaves them", async () => {
    assert.deepEqual(
      events("config.pending").map(({ key }) => key),
      ["mesos.name"],
    );
    const [framework] = await site.frameworks();
    assert.equal(framework?.name, "GoDocker");
  });

  it("is refused as a whole with any fault, all of them told, and jobs go on", async () => {
    site.configure({ telemetry: { logLevel: "loud" }, scheduling: { rekill: "soon", reserveAfter: "1s" } });
    site.hangUp();
    await eventually("it is counted", async () => {
      return (await site.metric('godocker_config_reloads_total{result="refused"}')) === 1;
    });
    const [refusal] = events("config.refused");
    assert.equal(refusal?.level, "error");
    assert.match(refusal?.faults?.join("\n") ?? "", /logLevel[^]*rekill/);
    assert.equal(events("config.applied").length, 3);
    const { id } = await site.client.submit({ command: ["true"], resources: { memoryBytes: 2 ** 25 } });
    assert.equal((await site.client.waitForEnd(id)).state, "succeeded");
  });

  it("may be the same as before", async () => {
    site.configure({
      telemetry: { logLevel: "debug" },
      mesos: { roles: ["one", "two"] },
      scheduling: { maintenance: { margin: "2m" } },
    });
    site.hangUp();
    await eventually("it is counted", async () => {
      return (await site.metric('godocker_config_reloads_total{result="unchanged"}')) === 1;
    });
  });
});

describe("everything on this machine, told to read its configuration again", () => {
  it("passes it on to all of its parts, and tells the person who started it of faults", async () => {
    const data = await mkdtemp(join(tmpdir(), "godocker-up-"));
    const file = join(data, "godocker.json5");
    writeFileSync(file, "{}");
    const main = join(import.meta.dirname, "main.ts");
    const words = [main, "up", "--config", file, "--data", data, "--port", "0"];
    const up = spawn(process.execPath, words, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    up.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    const gone = new Promise<number | null>((resolve) => up.once("exit", resolve));
    try {
      await eventually("it is up", () => said.includes("GoDocker is up"));
      const logs = () =>
        ["api", "scheduler"].map((role) => readFileSync(join(data, "state", "log", `${role}.log`), "utf8"));
      writeFileSync(file, '{ telemetry: { logLevel: "debug" } }');
      up.kill("SIGHUP");
      await eventually("both know", () => logs().every((text) => text.includes("config.applied")));
      await eventually("it says so", () => said.includes("the configuration is read again"));
      writeFileSync(file, '{ telemetry: { logLevel: "loud" }, local: { agents: 0 } }');
      up.kill("SIGHUP");
      await eventually("both refuse", () => logs().every((text) => text.includes("config.refused")));
      await eventually("it says why", () => /2 faults[^]*logLevel[^]*agents[^]*stays/.test(said));
      assert.equal(up.exitCode, null);
      up.kill("SIGTERM");
      assert.equal(await gone, 0, said);
    } finally {
      up.kill("SIGTERM");
      await gone;
      await rm(data, { recursive: true, force: true });
    }
  });
});
