import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sentences } from "../../offers/sentences.ts";
import { faultsOf } from "../../simulation/checkers/check-explanation.ts";
import { job, vector } from "../core/core.builders.ts";
import type { CoreInput } from "../state/decision.ts";
import { clusters, startsOf } from "../intake/routing.builders.ts";

describe("a machine that two clusters have", () => {
  const site = () => {
    const c = clusters(["mesos", "docker"]);
    const has = (backend: string, hostname: string): CoreInput => {
      const info = { id: `${backend}-a`, hostname, attributes: {}, total: vector(8, 64), active: true };
      return c.from(backend, { type: "agents", agents: [{ ...info, reservations: [] }] });
    };
    return { ...c, has };
  };

  it("is given out by the one that is configured first, and that is told once", () => {
    const c = site();
    assert.deepEqual(c.cycle(c.has("docker", "n1.lab")).policy.sharedMachines, undefined);
    const found = { backend: "docker", agentId: "docker-a", hostname: "n1.lab", owner: "mesos" };
    assert.deepEqual(c.cycle(c.has("mesos", "n1")).policy.sharedMachines, [found]);
    assert.deepEqual(
      c.cycle(c.has("mesos", "n1"), c.has("docker", "n1.lab")).policy.sharedMachines,
      undefined,
    );
    const docker = c.core.agents().find(({ backend }) => backend === "docker");
    assert.deepEqual([docker?.active, docker?.sharedWith], [false, "mesos"]);
  });

  it("starts nothing by the other one, which `why` says", () => {
    const c = site();
    c.cycle(c.has("mesos", "docker.example"), c.has("docker", "docker.example"));
    c.submit(job(1, { executor: "docker" }), job(2));
    assert.deepEqual(startsOf(c.cycle(c.room("docker", 8))), []);
    const explanation = c.core.explain(1);
    assert.ok(explanation !== undefined);
    assert.match(
      sentences(explanation).join("\n"),
      /1 whose machine is given out by the cluster "mesos" \(docker.example\)/,
    );
    assert.deepEqual(faultsOf(c.core.dump(), explanation), []);
  });

  it("is the other one's when the first has it no more", () => {
    const c = site();
    c.cycle(c.has("mesos", "docker.example"), c.has("docker", "docker.example"));
    c.submit(job(1));
    assert.deepEqual(startsOf(c.cycle(c.room("docker", 8))), []);
    c.cycle(c.from("mesos", { type: "agent_lost", agentId: "mesos-a" }));
    assert.deepEqual(startsOf(c.cycle(c.room("docker", 8))), ["1 docker"]);
  });

  it("stays the first one's while that one cannot be reached", () => {
    const c = site();
    c.cycle(c.has("mesos", "docker.example"), c.has("docker", "docker.example"));
    c.submit(job(1));
    c.cycle(c.from("mesos", { type: "disconnected", cause: "no route to host" }));
    assert.deepEqual(startsOf(c.cycle(c.room("docker", 8))), []);
  });

  it("keeps what runs there", () => {
    const c = site();
    c.submit(job(1));
    assert.deepEqual(startsOf(c.cycle(c.has("docker", "docker.example"), c.room("docker", 8))), ["1 docker"]);
    const { calls } = c.cycle(c.has("mesos", "docker.example"));
    assert.ok(!calls.some(({ type }) => type === "kill"));
  });

  it("is given out by both where the site says so", () => {
    const c = site();
    c.cycle(c.has("mesos", "docker.example"), c.has("docker", "docker.example"));
    c.submit(job(1));
    assert.deepEqual(startsOf(c.cycle(c.room("docker", 8))), []);
    c.core.configure({ sharedMachines: "allow" });
    assert.deepEqual(startsOf(c.cycle(c.room("docker", 8))), ["1 docker"]);
    c.core.configure({ sharedMachines: "refuse" });
    c.submit(job(2));
    assert.deepEqual(startsOf(c.cycle(c.room("docker", 8))), []);
  });
});
