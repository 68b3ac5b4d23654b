import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld } from "../../api/api.builders.ts";
import { aStart, someResources } from "../../jobs/life/job.builders.ts";
import { aDeskAt } from "../cli.builders.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

describe("where a job runs, from the command line", () => {
  it("is taken from the flags", async () => {
    await using world = await aWorld({ networks: ["weave"] });
    using desk = await aDeskAt(world);
    const { exit, stderr } = await desk.run(
      "submit",
      "-i",
      "biocontainers/blast:2.15",
      "--pull",
      "always",
      "--memory-limit",
      "4G",
      "--shm",
      "128M",
      "--tmpfs",
      "/cache:64M",
      "--scratch",
      "10G:/work",
      "--ports",
      "3",
      "--port-name",
      "rpc",
      "--network",
      "weave",
      "--publish",
      "web=80",
      "--publish",
      "53/udp",
      "--constraint",
      "rack==r1 && zone in (a,b)",
      "-C",
      "ssd",
      "--exclude",
      "n7,n8",
      "--preemptible",
      "--gpu-model",
      "A100",
      "-g",
      "2",
      "--",
      "blastn",
    );
    assert.deepEqual([exit, stderr.replace(/^warning: .*\n/, "")], [0, ""]);
    const spec = (await world.store.job(1))?.spec;
    assert.deepEqual(spec?.image, { ref: "biocontainers/blast:2.15", pull: "always" });
    assert.deepEqual(
      spec?.resources,
      someResources({
        gpus: 2,
        gpuModel: "A100",
        memoryLimitBytes: 4 * GIB,
        shmBytes: 128 * MIB,
        ports: 3,
        portNames: ["rpc"],
      }),
    );
    assert.deepEqual(spec?.tmpfs, [{ path: "/cache", bytes: 64 * MIB }]);
    assert.deepEqual(spec?.scratch, { bytes: 10 * GIB, path: "/work" });
    assert.deepEqual(spec?.network, {
      name: "weave",
      ports: [
        { container: 80, name: "web", protocol: "tcp" },
        { container: 53, protocol: "udp" },
      ],
    });
    assert.deepEqual(spec?.constraints, [
      { attribute: "rack", op: "eq", values: ["r1"] },
      { attribute: "zone", op: "in", values: ["a", "b"] },
      { attribute: "ssd", op: "exists", values: [] },
      { attribute: "hostname", op: "notIn", values: ["n7", "n8"] },
    ]);
    assert.equal(spec?.preemptible, true);
  });

  it("is taken from the script, and the command line wins or adds to it", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    desk.file(
      "job.sh",
      "#!/bin/sh\n#GODOCKER --image alpine --gres gpu:A100:2 --node n1,n2\n#GODOCKER --constraint 'rack==r1'  # near\ntrue\n",
    );
    await desk.run("submit", "-g", "1", "-C", "ssd", "--node", "n3", "--pull", "missing", "job.sh");
    const spec = (await world.store.job(1))?.spec;
    assert.deepEqual(spec?.image, { ref: "alpine", pull: "ifNotPresent" });
    assert.deepEqual([spec?.resources.gpus, spec?.resources.gpuModel], [1, "A100"]);
    assert.deepEqual(spec?.constraints, [
      { attribute: "rack", op: "eq", values: ["r1"] },
      { attribute: "ssd", op: "exists", values: [] },
      { attribute: "hostname", op: "in", values: ["n3"] },
    ]);
  });

  it("changes what a document of --spec says", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    const document = { command: ["true"], image: "alpine", resources: { portNames: ["a"], ports: 1 } };
    const command = desk.start(
      ["submit", "-q", "--spec", "-", "--containerizer", "docker", "--port-name", "b"],
      {
        stdin: JSON.stringify(document),
      },
    );
    assert.equal((await command.ended).exit, 0);
    const spec = (await world.store.job(1))?.spec;
    assert.deepEqual(spec?.image, { ref: "alpine", pull: "ifNotPresent", containerizer: "docker" });
    assert.deepEqual([spec?.resources.ports, spec?.resources.portNames], [2, ["a", "b"]]);
  });

  it("is shown, with the ports and the address of each attempt, and can be submitted again", async () => {
    await using world = await aWorld({ networks: ["weave"] });
    using desk = await aDeskAt(world);
    await desk.run(
      "submit",
      "--image",
      "alpine",
      "--gpus",
      "1",
      "--memory-limit",
      "2G",
      "--shm",
      "64M",
      "--port-name",
      "rpc",
      "--network",
      "weave",
      "--publish",
      "web=80",
      "--scratch",
      "1G",
      "--tmpfs",
      "/cache:64M",
      "-C",
      "rack in (r1,r2) && !slow",
      "--affinity",
      "unique:hostname",
      "--prefer",
      "data=genomes,proteins",
      "--array",
      "0-1",
      "--preemptible",
      "--",
      "true",
    );
    const start = aStart({ job: 1, ports: [31_000, 31_001] });
    const { taskId } = start;
    await world.lead(1, { type: "launched", start }, { type: "running", taskId, address: "10.32.0.7" });
    const { stdout } = await desk.run("show", "1");
    for (const line of [
      "resources   1 CPU, 1 GiB memory (up to 2 GiB), 1 GPU, 64 MiB /dev/shm",
      "image       alpine",
      "ports       1 of the node: rpc",
      "network     weave, web=80",
      "tmpfs       /cache 64 MiB",
      "scratch     /scratch 1 GiB",
      "constraints rack in (r1, r2) && !slow",
      "prefers     data=genomes,proteins",
      "affinity    unique:hostname",
      "preemptible yes",
    ]) {
      assert.ok(stdout.includes(`  ${line}\n`), `${line}\n${stdout}`);
    }
    assert.match(stdout, /PORTS +ADDRESS/);
    assert.match(stdout, /rpc=31000 web=31001→80 +10\.32\.0\.7/);
    const spec = (await desk.run("show", "1", "--spec")).stdout;
    const again = desk.start(["submit", "-q", "--spec", "-"], { stdin: spec });
    const copy = await world.store.job(Number((await again.ended).stdout));
    assert.deepEqual(copy?.spec, (await world.store.job(1))?.spec);
  });
});
