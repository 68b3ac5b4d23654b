import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { fits } from "../../resources/vector.ts";
import { aNode, someOptions } from "./kubernetes.builders.ts";
import type { KubernetesOptions } from "./kubernetes-options.ts";
import { kubernetesNode, podUse, reportOf, type KubernetesNode } from "./nodes.ts";

function node(value: unknown, more: Partial<KubernetesOptions> = {}): KubernetesNode {
  const read = kubernetesNode(value, someOptions(more));
  assert.ok(read !== undefined);
  return read;
}

const GPU = "nvidia.com/gpu";

describe("a node", () => {
  it("has what its agent leaves to pods, less what is kept from tasks", () => {
    const { total } = node(aNode({ allocatable: { "ephemeral-storage": "100Gi", [GPU]: "4" } }), {
      reserved: { cpusMilli: 920, memMib: 1024 },
    });
    assert.deepEqual(total, { cpusMilli: 3000, memMib: 14 * 1024, diskMib: 100 * 1024, gpus: 4 });
  });

  it("that does not count its disk has what the site says", () => {
    const read = node(aNode());
    assert.deepEqual([read.total.diskMib, read.hasDisk], [5000, false]);
  });

  it("takes tasks unless it is cordoned, not ready, on its way out, or tainted", () => {
    assert.ok(node(aNode()).active);
    assert.ok(!node(aNode({ spec: { unschedulable: true } })).active);
    for (const ready of ["False", "Unknown"]) {
      const read = node(aNode({ ready }));
      assert.deepEqual([read.active, read.isReady], [false, false]);
    }
    for (const [effect, active] of [
      ["NoSchedule", false],
      ["NoExecute", false],
      ["PreferNoSchedule", true],
    ] as const)
      assert.equal(
        node(aNode({ spec: { taints: [{ key: "batch", value: "a", effect }] } })).active,
        active,
        effect,
      );
  });

  it("takes tasks in spite of taints that are tolerated, all of them", () => {
    const taints = [
      { key: "batch", value: "a", effect: "NoSchedule" },
      { key: "gpu", effect: "NoExecute" },
    ];
    const withTaints = aNode({ spec: { taints } });
    for (const [tolerations, active] of [
      [[{ operator: "Exists" }], true],
      [[{ key: "batch", operator: "Exists" }], false],
      [
        [
          { key: "batch", operator: "Equal", value: "a" },
          { key: "gpu", operator: "Exists", effect: "NoExecute" },
        ],
        true,
      ],
      [
        [
          { key: "batch", operator: "Equal", value: "b" },
          { key: "gpu", operator: "Exists" },
        ],
        false,
      ],
      [
        [
          { key: "batch", operator: "Equal", value: "a" },
          { key: "gpu", operator: "Exists", effect: "NoSchedule" },
        ],
        false,
      ],
    ] as const)
      assert.equal(node(withTaints, { tolerations }).active, active, JSON.stringify(tolerations));
  });

  it("takes tasks only with the labels that the site wants", () => {
    const nodeLabels = { "example.com/batch": "yes" };
    assert.ok(!node(aNode(), { nodeLabels }).active);
    assert.ok(node(aNode({ labels: nodeLabels }), { nodeLabels }).active);
  });

  it("shows its labels, and a few short names, as attributes", () => {
    const { attributes } = node(aNode({ labels: { "topology.kubernetes.io/zone": "z1", rack: "r7" } }));
    assert.deepEqual(
      [attributes["rack"], attributes["zone"], attributes["arch"], attributes["kubernetes.io/hostname"]],
      ["r7", "z1", "amd64", "n1"],
    );
  });

  it("that makes no sense has nothing, or is none", () => {
    for (const value of [undefined, 7, [], { metadata: {} }])
      assert.equal(kubernetesNode(value, someOptions()), undefined);
    const odd = node({
      metadata: { name: "x", labels: 7 },
      spec: { taints: "no" },
      status: { allocatable: { cpu: {} } },
    });
    assert.deepEqual([odd.total.cpusMilli, odd.active], [0, false]);
  });

  it("never throws, whatever is told of it", () => {
    fc.assert(
      fc.property(fc.object({ withNullPrototype: false }), (value) => {
        const read = kubernetesNode({ metadata: { name: "n" }, ...value }, someOptions());
        if (read !== undefined) assert.ok(read.total.cpusMilli >= 0);
        podUse(value, GPU);
      }),
    );
  });
});

describe("what a pod holds", () => {
  const requests = (cpu: string, memory = "0", more: object = {}) => ({
    resources: { requests: { cpu, memory, ...more } },
  });

  it("is the sum of its containers", () => {
    const spec = {
      nodeName: "n1",
      containers: [
        {
          ...requests("100m", "1Gi"),
          ports: [{ containerPort: 80, hostPort: 31_001 }, { containerPort: 81 }],
        },
        requests("1", "512Mi", { [GPU]: "1", "ephemeral-storage": "1Gi" }),
      ],
    };
    assert.deepEqual(podUse({ spec, status: { phase: "Running" } }, GPU), {
      node: "n1",
      resources: { cpusMilli: 1100, memMib: 1536, diskMib: 1024, gpus: 1 },
      ports: [31_001],
    });
  });

  it("is what its beginning needs, where that is more", () => {
    const spec = {
      nodeName: "n1",
      initContainers: [requests("2"), requests("1")],
      containers: [requests("500m")],
    };
    assert.equal(podUse({ spec }, GPU)?.resources.cpusMilli, 2000);
  });

  it("counts sidecars beside its containers, and beside what begins after them", () => {
    const sidecar = { ...requests("300m"), restartPolicy: "Always" };
    const spec = { nodeName: "n1", initContainers: [sidecar, requests("1")], containers: [requests("500m")] };
    assert.equal(podUse({ spec }, GPU)?.resources.cpusMilli, 1300);
    const lighter = { nodeName: "n1", initContainers: [sidecar], containers: [requests("500m")] };
    assert.equal(podUse({ spec: lighter }, GPU)?.resources.cpusMilli, 800);
  });

  it("includes what its runtime takes, and what is asked for the whole", () => {
    const spec = { nodeName: "n1", containers: [requests("500m")], overhead: { cpu: "250m" } };
    assert.equal(podUse({ spec }, GPU)?.resources.cpusMilli, 750);
    assert.equal(podUse({ spec: { ...spec, ...requests("2") } }, GPU)?.resources.cpusMilli, 2250);
  });

  it("is nothing when it is on no node, or over", () => {
    const spec = { containers: [requests("1")] };
    assert.equal(podUse({ spec, status: { phase: "Pending" } }, GPU), undefined);
    for (const phase of ["Succeeded", "Failed"])
      assert.equal(podUse({ spec: { ...spec, nodeName: "n1" }, status: { phase } }, GPU), undefined);
  });
});

describe("what a node offers", () => {
  it("is less what pods of others hold, ports too", () => {
    const use = {
      node: "n1",
      resources: { cpusMilli: 100, memMib: 200, diskMib: 0, gpus: 0 },
      ports: [31_005],
    };
    const report = reportOf(node(aNode()), [use, { ...use, ports: [] }], 0, someOptions());
    assert.deepEqual(report.foreign, { cpusMilli: 200, memMib: 400, diskMib: 0, gpus: 0 });
    assert.deepEqual(report.ports, [
      [31_000, 31_004],
      [31_006, 31_100],
    ]);
  });

  it("is nothing when it has as many pods as it may", () => {
    const read = node(aNode({ allocatable: { pods: "3" } }));
    const use = { node: "n1", resources: { cpusMilli: 1, memMib: 1, diskMib: 0, gpus: 0 }, ports: [] };
    assert.ok(!fits(read.total, reportOf(read, [use], 1, someOptions()).foreign));
    assert.ok(fits(read.total, reportOf(read, [use], 2, someOptions()).foreign));
  });
});
