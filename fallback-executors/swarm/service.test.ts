import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RunAs } from "../../offers/backend.ts";
import { aLaunch } from "../kubernetes/kubernetes.builders.ts";
import { refusalOf, serviceBody } from "./service.ts";
import type { SwarmOptions } from "./swarm-options.ts";

const OPTIONS: SwarmOptions = {
  name: "swarm",
  managers: [],
  installation: "lab",
  ports: [],
  diskMib: 1000,
  reserved: { cpusMilli: 0, memMib: 0 },
  gpuResource: "gpu",
  networks: {},
  pidsLimit: 100,
  keepMs: 1000,
  nowMs: () => 0,
  after: () => () => undefined,
  log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
};

describe("the account of a service of a swarm", () => {
  const refused = (account: RunAs) => refusalOf(aLaunch({ account }), OPTIONS);

  it("is root only under that name", () => {
    assert.match(refused({ name: "ana", uid: 0, gid: 0 }) ?? "", /user id of root/);
    assert.equal(refused({ name: "root", uid: 0, gid: 2000 }), undefined);
  });

  it("has its numbers, with the groups of its owner, and no capabilities", () => {
    const account = { name: "root", uid: 0, gid: 2000, groups: [3000] };
    const { TaskTemplate } = serviceBody(aLaunch({ account }), "node1", [], OPTIONS);
    const { ContainerSpec } = Object(TaskTemplate);
    const { CapabilityDrop, Groups, User } = ContainerSpec;
    assert.deepEqual(
      { CapabilityDrop, Groups, User },
      { CapabilityDrop: ["ALL"], Groups: ["3000"], User: "0:2000" },
    );
  });

  it("is none without its numbers", () => {
    assert.match(refused({ name: "ana" }) ?? "", /by numbers only/);
  });
});
