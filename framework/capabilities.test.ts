import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mesosCapabilities, mesosOverhead } from "./capabilities.ts";
import type { LaunchOptions } from "./launch/launch-options.ts";

const framework = { roles: ["batch"] };
const sidecar = { argv: ["/up"], cpusMilli: 50, memMib: 64, diskMib: 10 } as const;

function able(launch: LaunchOptions): readonly string[] {
  return Object.entries(mesosCapabilities({ framework, launch })).flatMap(([name, is]) =>
    is === true ? [name] : [],
  );
}

describe("what a site's Mesos can do", () => {
  const always = ["ports", "scratch", "memoryLimits", "reservations", "exec", "signals"];
  const plus = (...more: readonly string[]): readonly string[] => [...always, ...more].toSorted();

  it("is everything but networks, GPUs and what can be taken away, unless it is told", () => {
    assert.deepEqual(able({}).toSorted(), plus("images", "dockerImages", "tmpfs", "shm"));
    const capabilities = mesosCapabilities({
      framework: { ...framework, gpus: true, revocable: true },
      launch: { networks: { lab: {} } },
    });
    assert.deepEqual([capabilities.gpus, capabilities.revocable, capabilities.networks], [true, true, true]);
  });

  it("depends on what starts its images", () => {
    assert.deepEqual(able({ containerizers: ["mesos"] }).toSorted(), plus("images", "shm"));
    assert.deepEqual(able({ containerizers: [] }).toSorted(), plus());
  });

  it("is nothing of Docker's with a sidecar, which takes its part of each agent", () => {
    assert.deepEqual(able({ sidecar }).toSorted(), plus("images", "shm"));
    assert.deepEqual(mesosOverhead({ sidecar }), { cpusMilli: 150, memMib: 96, diskMib: 42, gpus: 0 });
    assert.deepEqual(mesosOverhead({}), { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0 });
  });

  it("limits the processes of one task where Docker starts it, or the agents know a label for that", () => {
    const pids = (launch: LaunchOptions) => mesosCapabilities({ framework, launch }).pids;
    assert.deepEqual(
      [pids({}), pids({ containerizers: ["mesos"] }), pids({ containerizers: [], pidsLabel: "p" })],
      ["docker-images", undefined, "all"],
    );
  });

  it("has no reservations for the role that is everybody's", () => {
    const { reservations, scratch } = mesosCapabilities({ framework: { roles: ["*"] } });
    assert.deepEqual([reservations, scratch], [false, false]);
  });
});
