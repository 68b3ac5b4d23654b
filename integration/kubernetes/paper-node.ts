import assert from "node:assert/strict";
import { fieldsOf, textIn } from "../../fallback-executors/docker/documents.ts";
import { make, type Lab } from "./lab.ts";
import { until } from "../until.ts";

/** A node that is there on paper only: API server and scheduler take it for one, and a test says what its pods do. */
export interface PaperNode {
  readonly name: string;
  /** Changes what it has for pods. */
  allocate(amounts: Readonly<Record<string, string>>): Promise<void>;
  /** Waits until a pod is bound to it, and says that its container runs. @param pod  its path */
  run(pod: string): Promise<void>;
  end(pod: string, exitCode: number): Promise<void>;
  remove(): Promise<void>;
}

/** Of the lease by which a node says that it is there; the cluster waits 12 s for it. */
const RENEW_MS = 3000;

export async function addPaperNode(
  lab: Lab,
  name: string,
  of: {
    readonly labels: Readonly<Record<string, string>>;
    readonly taints: readonly object[];
    readonly capacity: Readonly<Record<string, string>>;
  },
): Promise<PaperNode> {
  const { cluster } = lab;
  const path = `/api/v1/nodes/${name}`;
  const lease = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`;
  const labels = { "kubernetes.io/hostname": name, ...of.labels };
  await make(lab, "/api/v1/nodes", { metadata: { name, labels }, spec: { taints: of.taints } });
  await make(lab, lease.slice(0, lease.lastIndexOf("/")), {
    metadata: { name },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: microTime() },
  });
  const say = async (where: string, body: object): Promise<void> => {
    const answer = await cluster.ask("PATCH", where, body);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
  };
  const now = new Date().toISOString();
  await say(`${path}/status`, {
    status: {
      capacity: of.capacity,
      allocatable: of.capacity,
      conditions: ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"].map((type) => ({
        type,
        status: type === "Ready" ? "True" : "False",
        reason: "Paper",
        lastHeartbeatTime: now,
        lastTransitionTime: now,
      })),
      nodeInfo: NODE_INFO,
    },
  });
  const renewing = setInterval(() => {
    cluster.ask("PATCH", lease, { spec: { renewTime: microTime() } }).catch(() => undefined); // the next one
  }, RENEW_MS);
  // The cluster taints new nodes until they are ready.
  await until(`${name} is taken for ready`, async () => {
    const { body } = await cluster.ask("GET", path);
    return !JSON.stringify(fieldsOf(fieldsOf(body)["spec"])["taints"] ?? []).includes("not-ready");
  });
  const container = (state: object) => [
    { name: "task", image: "busybox:local", imageID: "", ready: false, restartCount: 0, state },
  ];
  return {
    name,
    allocate: (amounts) => say(`${path}/status`, { status: { allocatable: amounts } }),
    async run(pod) {
      await until(`a pod is bound to ${name}`, async () => {
        const { body } = await cluster.ask("GET", pod);
        return textIn(fieldsOf(fieldsOf(body)["spec"]), "nodeName") === name;
      });
      const startedAt = seconds();
      await say(`${pod}/status`, {
        status: {
          phase: "Running",
          startTime: startedAt,
          containerStatuses: container({ running: { startedAt } }),
        },
      });
    },
    end: (pod, exitCode) =>
      say(`${pod}/status`, {
        status: {
          phase: exitCode === 0 ? "Succeeded" : "Failed",
          containerStatuses: container({
            terminated: { exitCode, reason: "Error", startedAt: seconds(), finishedAt: seconds() },
          }),
        },
      }),
    async remove() {
      clearInterval(renewing);
      await cluster.ask("DELETE", path);
    },
  };
}

const NODE_INFO = {
  architecture: "amd64",
  bootID: "paper",
  containerRuntimeVersion: "paper://1",
  kernelVersion: "6",
  kubeProxyVersion: "",
  kubeletVersion: "v1.34.4",
  machineID: "paper",
  operatingSystem: "linux",
  osImage: "paper",
  systemUUID: "paper",
};

function seconds(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

function microTime(): string {
  return new Date().toISOString().replace("Z", "000Z");
}
