import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadConfig } from "../../config/loading/load.ts";
import { DEFAULT_TUNING } from "../../scheduler/state/tuning.ts";
import { tuningOf } from "./tuning.ts";

describe("the settings of the scheduler", () => {
  it("are, where nobody sets them, what the scheduler thinks good for most sites", () => {
    const loaded = loadConfig({ files: [], env: {}, set: [], home: "/home/ana", readFile: () => "" });
    assert.ok(loaded.ok);
    const { policy, unreachableTimeoutMs, refuseMs, ...others } = tuningOf(loaded.config);
    assert.deepEqual(others, DEFAULT_TUNING);
    assert.deepEqual([policy.name, unreachableTimeoutMs, refuseMs], ["fair-share", 600_000, 60_000]);
  });

  it("know what a program beside each job takes", () => {
    const set = ["mesos.sidecar={argv:['/w'],cpus:0.2,memory:'64MiB'}"];
    const loaded = loadConfig({ files: [], env: {}, set, home: "/home/ana", readFile: () => "" });
    assert.ok(loaded.ok);
    const { overhead } = tuningOf(loaded.config);
    assert.ok(overhead.cpusMilli >= 200 && overhead.memMib >= 64, JSON.stringify(overhead));
  });

  const routingOf = (...set: readonly string[]) => {
    const loaded = loadConfig({ files: [], env: {}, set, home: "/home/ana", readFile: () => "" });
    assert.ok(loaded.ok, JSON.stringify(loaded));
    return tuningOf(loaded.config).routing;
  };

  it("know which clusters jobs use first, for the site and for its queues", () => {
    const queues = `queues=[{name:'default'},{name:'a',prefer:['docker']},{name:'b',spillAfter:'30s'}]`;
    assert.deepEqual(routingOf("executors.prefer=mesos,kubernetes", "executors.spillAfter=10m", queues), {
      site: { order: [["mesos"], ["kubernetes"]], spillAfterMs: 600_000 },
      queues: {
        a: { order: [["docker"]], spillAfterMs: 600_000 },
        b: { order: [["mesos"], ["kubernetes"]], spillAfterMs: 30_000 },
      },
    });
  });

  it("know what clusters cost", () => {
    assert.deepEqual(routingOf("executors.costs={kubernetes:2.5,docker:1}").site, {
      order: [["mesos", "swarm"], ["docker"], ["kubernetes"]],
      spillAfterMs: 300_000,
    });
  });
});

describe("clusters that jobs use first", () => {
  const faults = (...set: readonly string[]) => {
    const loaded = loadConfig({ files: [], env: {}, set, home: "/home/ana", readFile: () => "" });
    return loaded.ok ? [] : loaded.problems.map(({ key, reason }) => `${key} ${reason}`);
  };

  it("are refused, when there are none of that name, twice, or with costs beside them", () => {
    assert.match(faults("executors.prefer=mesos,dokcer").join(), /executors.prefer is no cluster/);
    assert.match(faults("executors.prefer=mesos,mesos").join(), /executors.prefer names mesos twice/);
    assert.match(faults("executors.costs={cloud:1}").join(), /executors.costs is no cluster/);
    assert.match(faults("executors.costs={docker:-1}").join(), /executors.costs docker is less than 0/);
    const both = faults("executors.prefer=docker", "executors.costs={docker:1}");
    assert.match(both.join(), /executors.costs has no effect beside executors.prefer/);
  });
});
