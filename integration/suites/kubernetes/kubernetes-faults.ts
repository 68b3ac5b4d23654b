// What fails on a real Kubernetes: rights, certificates, room, nodes, memories. The cluster is started here.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { startKubernetes, type TestKubernetes } from "../../services/kubernetes.ts";
import { describeCredentials } from "../../kubernetes/credentials.ts";
import { describeForgetful } from "../../kubernetes/forgetful.ts";
import { describeLostNode } from "../../kubernetes/lost-node.ts";
import { describeMixedLogs } from "../../kubernetes/mixed-logs.ts";
import { describeNamespaces } from "../../kubernetes/namespaces.ts";
import { describePods } from "../../kubernetes/pods.ts";
import { describeRights } from "../../kubernetes/rights.ts";
import { describeRoom } from "../../kubernetes/room.ts";
import { describeSeveralNodes } from "../../kubernetes/several-nodes.ts";
import { describeWays } from "../../kubernetes/ways.ts";

const home = mkdtempSync(join(tmpdir(), "godocker-kubernetes-faults-"));
chmodSync(home, 0o755);
let cluster: TestKubernetes;
const lab = {
  home,
  get cluster() {
    return cluster;
  },
};

before(async () => {
  cluster = await startKubernetes(join(home, "cluster"));
});
after(async () => {
  await cluster?.remove();
  rmSync(home, { recursive: true, force: true });
});

describeRights(lab);
describeWays(lab);
describeCredentials(lab);
describeNamespaces(lab);
describeForgetful(lab);
describeMixedLogs(lab);
describeRoom(lab);
describePods(lab);
describeLostNode(lab);
describeSeveralNodes(lab);
