import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aSpec, someResources } from "../jobs/life/job.builders.ts";
import { requirementOf, type Requirement } from "../jobs/placement/requirement.ts";
import { add, NO_RESOURCES } from "../resources/vector.ts";
import { withSiteNeeds, type AgentRule } from "./agent-rules.ts";

const withRules = (agentRules: readonly AgentRule[], requirement: Requirement): Requirement =>
  withSiteNeeds({ agentRules, overhead: NO_RESOURCES, queueExecutors: {} }, requirement, "default");

describe("a site's rules for its agents", () => {
  const docker: AgentRule = { when: "image", require: [{ attribute: "docker", op: "eq", values: ["yes"] }] };
  const zone: AgentRule = { when: "always", require: [{ attribute: "zone", op: "ne", values: ["test"] }] };
  const rules = [docker, zone];
  const image = { ref: "alpine", pull: "ifNotPresent" } as const;

  it("add to what a task asks for the constraints of its features", () => {
    const own = { attribute: "rack", op: "exists", values: [] } as const;
    const requirement = requirementOf(aSpec({ image, constraints: [own] }));
    assert.deepEqual(withRules(rules, requirement).constraints, [own, ...docker.require, ...zone.require]);
  });

  it("leave tasks without the feature alone", () => {
    assert.deepEqual(withRules(rules, requirementOf(aSpec())).constraints, zone.require);
    const gpus = requirementOf(aSpec({ resources: someResources({ gpus: 1 }) }));
    assert.deepEqual(withRules([docker], gpus), gpus);
  });

  it("change nothing else of it", () => {
    const requirement = requirementOf(aSpec({ image }));
    assert.deepEqual({ ...withRules(rules, requirement), constraints: [] }, requirement);
  });
});

describe("what a site runs beside each task", () => {
  it("is added to what the task takes of its agent", () => {
    const requirement = requirementOf(aSpec());
    const overhead = { cpusMilli: 150, memMib: 96, diskMib: 42, gpus: 0 };
    assert.deepEqual(
      withSiteNeeds({ agentRules: [], overhead, queueExecutors: {} }, requirement, "default"),
      {
        ...requirement,
        resources: add(requirement.resources, overhead),
      },
    );
  });
});
