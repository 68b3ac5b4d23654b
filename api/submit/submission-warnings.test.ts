import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aSpec, someResources } from "../../jobs/life/job.builders.ts";
import { NO_RESOURCES } from "../../resources/vector.ts";
import { anAgent } from "../api.builders.ts";
import { warningsFor } from "./submission-warnings.ts";

const agents = [
  anAgent({ id: "a1", hostname: "n1", attributes: { rack: "r1", zone: "a" } }),
  anAgent({ id: "a2", hostname: "n2", attributes: { rack: "r2" } }),
];
const site = { agentRules: [], overhead: NO_RESOURCES, queueExecutors: {} };
const rack = (value: string) => aSpec({ constraints: [{ attribute: "rack", op: "eq", values: [value] }] });

describe("what is told of a job that was accepted", () => {
  it("is nothing when a machine would take it, however much runs there now", () => {
    const full = agents.map((agent) => ({ ...agent, free: NO_RESOURCES }));
    assert.deepEqual(warningsFor(rack("r1"), full, site), []);
    assert.deepEqual(warningsFor(rack("r9"), undefined, site), []);
  });

  it("is what an attribute is instead, where no machine has it as the job wants it", () => {
    const [warning] = warningsFor(rack("r3"), agents, site);
    assert.equal(warning?.code, "no_agent_matches");
    assert.match(warning?.message ?? "", /2 without rack = r3\)\. Now rack is r1, r2; did you mean r1\?$/);
    const gpu = aSpec({ constraints: [{ attribute: "gpu", op: "exists", values: [] }] });
    assert.match(warningsFor(gpu, agents, site)[0]?.message ?? "", /No machine has the attribute gpu\.$/);
    const node = aSpec({ constraints: [{ attribute: "hostname", op: "in", values: ["m7"] }] });
    assert.match(warningsFor(node, agents, site)[0]?.message ?? "", /Now hostname is n1, n2/);
  });

  it("is that a rule of the site keeps it from all of them", () => {
    const rules = {
      ...site,
      agentRules: [{ when: "always", require: [{ attribute: "pool", op: "eq", values: ["batch"] }] }],
    } as const;
    const [warning] = warningsFor(aSpec(), agents, rules);
    assert.equal(warning?.code, "no_agent_matches");
    assert.match(warning?.message ?? "", /2 that the site's rules keep it from \(pool = batch\)/);
  });

  it("is that the clusters of its queue, or its own, have no machine for it", () => {
    const [byQueue] = warningsFor(aSpec(), agents, { ...site, queueExecutors: { default: ["swarm"] } });
    const [own] = warningsFor(aSpec({ executor: "swarm" }), agents, site);
    for (const warning of [byQueue, own]) assert.equal(warning?.code, "no_agent_matches");
  });

  it("counts what the site takes beside each task", () => {
    const whole = aSpec({ resources: someResources({ cpus: 8 }) });
    assert.deepEqual(warningsFor(whole, agents, site), []);
    const overhead = { ...NO_RESOURCES, cpusMilli: 100 };
    const [warning] = warningsFor(whole, agents, { ...site, overhead });
    assert.equal(warning?.code, "larger_than_any_agent");
    assert.match(warning?.message ?? "", /8\.1 CPUs.*the nearest is n1 with 8 CPUs/);
  });
});
