// What fails on a real Kubernetes of one node: rights, certificates, room, nodes. The cluster is started here.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { parseAllDocuments } from "yaml";
import { fieldsOf, textIn, type Fields } from "../../fallback-executors/docker/documents.ts";
import { createKubernetesApi } from "../../fallback-executors/kubernetes/api.ts";
import { createKubernetesBackend } from "../../fallback-executors/kubernetes/kubernetes-backend.ts";
import type { KubernetesOptions } from "../../fallback-executors/kubernetes/kubernetes-options.ts";
import { createKubernetesTaskAccess } from "../../fallback-executors/kubernetes/kubernetes-task-access.ts";
import { podName } from "../../fallback-executors/kubernetes/labels.ts";
import { BASE, nameOfWorld, testKubernetes } from "../../fallback-executors/testing/kubernetes-cluster.ts";
import { aTask, drive, isEnd, type Driver } from "../../offers/backend-suite/driver.builders.ts";
import type { StatusUpdate, TaskLaunch } from "../../offers/backend.ts";
import { certificate } from "../services/kubernetes-files.ts";
import { NODE, startKubernetes, type TestKubernetes } from "../services/kubernetes.ts";

const home = mkdtempSync(join(tmpdir(), "godocker-kubernetes-faults-"));
chmodSync(home, 0o755);
let cluster: TestKubernetes;

before(async () => {
  cluster = await startKubernetes(join(home, "cluster"), "10.97.34");
});
after(async () => {
  await cluster?.remove();
  rmSync(home, { recursive: true, force: true });
});

const SLEEPS = ["/bin/sh", "-c", "exec sleep 600"] as const;

interface Site extends AsyncDisposable {
  readonly options: KubernetesOptions;
  readonly driver: Driver;
  task(more?: Partial<TaskLaunch>): TaskLaunch;
  podOf(task: TaskLaunch): string;
}

async function open(more: Partial<KubernetesOptions> = {}, kubeconfig = cluster.kubeconfig): Promise<Site> {
  const options = testKubernetes(kubeconfig, nameOfWorld(), more);
  const driver = await drive(createKubernetesBackend(options));
  return {
    options,
    driver,
    task: (task) => aTask({ ...BASE, argv: SLEEPS, graceMs: 1000, ...task }),
    podOf: ({ taskId }) =>
      `/api/v1/namespaces/${options.namespace}/pods/${podName(options.installation, taskId)}`,
    async [Symbol.asyncDispose]() {
      await driver[Symbol.asyncDispose]();
      const selector = encodeURIComponent(`godocker.org/installation=${options.installation}`);
      await cluster.ask("DELETE", `/api/v1/namespaces/${options.namespace}/pods?labelSelector=${selector}`, {
        gracePeriodSeconds: 0,
      });
    },
  };
}

function kubeconfigOf(name: string, cluster_: object, user: object): string {
  const file = join(home, `${name}.kubeconfig`);
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name: "c",
          cluster: {
            server: cluster.url,
            "certificate-authority": cluster.authority.certificate,
            ...cluster_,
          },
        },
      ],
      users: [{ name: "u", user }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    }),
  );
  return file;
}

async function make(path: string, body: object): Promise<Fields> {
  const answer = await cluster.ask("POST", path, body);
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return fieldsOf(answer.body);
}

async function disconnected(kubeconfig: string): Promise<string> {
  const driver = await drive(createKubernetesBackend(testKubernetes(kubeconfig, "nobody")));
  const cause = await driver.event("the loss", (one) =>
    one.type === "disconnected" ? one.cause : undefined,
  );
  await driver.backend.stop();
  return cause;
}

describe("rights on a cluster", { timeout: 300_000 }, () => {
  it("are enough as the page says, for all that is done with them", async () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/kubernetes.md"), "utf8");
    const [, manifest = ""] = /```yaml\n(apiVersion[\s\S]*?)```/.exec(page) ?? [];
    const RBAC = "/apis/rbac.authorization.k8s.io/v1";
    const paths: Readonly<Record<string, string>> = {
      Namespace: "/api/v1/namespaces",
      ServiceAccount: "/api/v1/namespaces/godocker/serviceaccounts",
      Role: `${RBAC}/namespaces/godocker/roles`,
      RoleBinding: `${RBAC}/namespaces/godocker/rolebindings`,
      ClusterRole: `${RBAC}/clusterroles`,
      ClusterRoleBinding: `${RBAC}/clusterrolebindings`,
    };
    for (const one of parseAllDocuments(manifest)) {
      const object = fieldsOf(one.toJS());
      await make(paths[textIn(object, "kind") ?? ""] ?? "", object);
    }
    const answer = await make("/api/v1/namespaces/godocker/serviceaccounts/godocker/token", {});
    const token = textIn(fieldsOf(answer["status"]), "token");
    const kubeconfig = kubeconfigOf("rights", {}, { token });
    const warnings: string[] = [];
    const log = {
      debug: () => undefined,
      info: () => undefined,
      warn: (msg: string) => void warnings.push(msg),
      error: () => undefined,
    };
    await using site = await open({ namespace: "godocker", log, keepMs: 0 }, kubeconfig);
    const { driver, task, options } = site;
    const script = 'echo "$TOKEN"; echo made >file; exec sleep 600';
    const one = task({ argv: ["/bin/sh", "-c", script], secretEnv: { TOKEN: "s3cret" } });
    await driver.launch(one);
    const { agentId } = await driver.running(one.taskId);
    const api = createKubernetesApi({ kubeconfig });
    const access = createKubernetesTaskAccess({ ...options, api });
    const address = {
      taskId: one.taskId,
      placement: { backend: "kubernetes", agentId, hostname: agentId, access: "" },
    };
    const textOf = (part: { readonly bytes: Uint8Array } | undefined): string =>
      Buffer.from(part?.bytes ?? []).toString();
    let output = "";
    for (let tries = 0; output === "" && tries < 100; tries += 1, await sleep(100))
      output = textOf(await access.read(address, "stdout", 0, 100));
    assert.equal(output, "s3cret\n");
    assert.equal(textOf(await access.readFile(address, "file", 0, 100)), "made\n");
    driver.backend.kill({ taskId: one.taskId, agentId, access: "" }, 1000);
    assert.equal((await driver.end(one.taskId)).state, "killed");
    // Its secret goes at its end, its pod when its time to stay is over.
    await until("nothing of it is left", async () => {
      const left = await Promise.all(
        ["pods", "secrets"].map((kind) => cluster.ask("GET", site.podOf(one).replace("/pods/", `/${kind}/`))),
      );
      return left.every(({ status }) => status === 404);
    });
    assert.deepEqual(warnings, []);
    api.close();
  });

  it("that are missing are told with the words of the API server", async () => {
    await make("/api/v1/namespaces/default/serviceaccounts", { metadata: { name: "nobody" } });
    const answer = await make("/api/v1/namespaces/default/serviceaccounts/nobody/token", {});
    const user = { token: textIn(fieldsOf(answer["status"]), "token") };
    assert.match(
      await disconnected(kubeconfigOf("nobody", {}, user)),
      /forbidden: User .*nobody.* cannot get/,
    );
  });

  it("that nobody has are told as such", async () => {
    assert.match(await disconnected(kubeconfigOf("stranger", {}, { token: "no" })), /Unauthorized/);
  });
});

describe("a way to a cluster that does not lead there", { timeout: 120_000 }, () => {
  it("is told when a certificate of ours has run out", async () => {
    const { authority } = cluster;
    certificate(home, { name: "late", subject: "/O=system:masters/CN=late", days: 0, authority });
    certificate(home, { name: "good", subject: "/O=system:masters/CN=good", days: 1, authority });
    const files = (name: string) => ({
      "client-certificate": join(home, `${name}.crt`),
      "client-key": join(home, `${name}.key`),
    });
    await sleep(1100);
    assert.match(await disconnected(kubeconfigOf("late", {}, files("late"))), /Unauthorized|expired/);
    await using site = await open({}, kubeconfigOf("good", {}, files("good")));
    await site.driver.event("the connection", ({ type }) => (type === "connected" ? true : undefined));
  });

  it("is told when nobody signed the certificate of the API server that we know", async () => {
    const own = { "certificate-authority": undefined };
    assert.match(await disconnected(kubeconfigOf("unsigned", own, { token: "admin-token" })), /certificate/);
  });

  it("is told when nobody answers, and when the kubeconfig is none", async () => {
    const away = kubeconfigOf("away", { server: "https://127.0.0.1:1" }, { token: "x" });
    assert.match(await disconnected(away), /ECONNREFUSED/);
    assert.match(await disconnected(join(home, "none")), /kubeconfig cannot be used: .*no such file/);
    writeFileSync(join(home, "odd"), ": [");
    assert.match(await disconnected(join(home, "odd")), /kubeconfig cannot be used/);
  });
});

describe("a cluster without room", { timeout: 300_000 }, () => {
  it("has a launch bounce when its scheduler finds none, and leaves no pod behind", async () => {
    // Somebody else's pod takes the room after the offer was made.
    await using site = await open();
    const { driver, task } = site;
    const offer = await driver.until("an offer", () => driver.offers()[0]);
    const cpusMilli = offer.resources.cpusMilli - 300;
    await foreign("greedy", { cpu: `${cpusMilli + 200}m` });
    const one = task({ resources: { cpusMilli, memMib: 64, diskMib: 0, gpus: 0 } });
    driver.backend.launch({ agentId: offer.agentId, offerIds: [offer.id], tasks: [one], refuseMs: 0 });
    const end = await driver.end(one.taskId);
    assert.equal(end.state, "dropped");
    assert.match(end.message ?? "", /Insufficient cpu/);
    await until("its pod is gone", async () => (await cluster.ask("GET", site.podOf(one))).status === 404);
    await removeForeign("greedy");
  });

  it("counts what pods of others hold, and never touches them", async () => {
    await foreign("neighbour", { cpu: "700m", memory: "512Mi" });
    await using site = await open();
    const total = await site.driver.event("the inventory", (one) =>
      one.type === "agents" ? one.agents[0]?.total : undefined,
    );
    const offer = await site.driver.until("an offer", () => site.driver.offers()[0]);
    assert.ok(offer.resources.cpusMilli <= total.cpusMilli - 700);
    assert.ok(offer.resources.memMib <= total.memMib - 512);
    await removeForeign("neighbour");
    await site.driver.until("its share", () =>
      site.driver.offers().reduce((sum, { resources }) => sum + resources.cpusMilli, 0) >
      total.cpusMilli - 700
        ? true
        : undefined,
    );
  });

  it("has a launch bounce when the quota of its namespace is used up", async () => {
    await make("/api/v1/namespaces", { metadata: { name: "small" } });
    await make("/api/v1/namespaces/small/resourcequotas", {
      metadata: { name: "few" },
      spec: { hard: { pods: "0" } },
    });
    await until("the quota is counted", async () => {
      const { body } = await cluster.ask("GET", "/api/v1/namespaces/small/resourcequotas/few");
      return JSON.stringify(body).includes('"used"');
    });
    await using site = await open({ namespace: "small" });
    const one = site.task();
    await site.driver.launch(one);
    const end = await site.driver.end(one.taskId);
    assert.equal(end.state, "dropped");
    assert.match(end.message ?? "", /exceeded quota/);
  });

  it("refuses for good what its policies never allow", async () => {
    await make("/api/v1/namespaces", {
      metadata: { name: "strict", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    });
    await using site = await open({ namespace: "strict" });
    const mounts = [{ source: "/tmp", path: "/data", mode: "ro" }] as const;
    const [open_, closed] = [site.task(), site.task({ mounts })];
    await site.driver.launch(open_);
    await site.driver.running(open_.taskId);
    await site.driver.launch(closed);
    const end = await site.driver.end(closed.taskId);
    assert.deepEqual([end.state, end.fault], ["error", "refused"]);
    assert.match(end.message ?? "", /PodSecurity.*hostPath/);
  });
});

describe("pods that others have to do with", { timeout: 300_000 }, () => {
  it("keep their name when they are not ours", async () => {
    await using site = await open();
    const one = site.task();
    const name = podName(site.options.installation, one.taskId);
    await foreign(name, { cpu: "10m" });
    await site.driver.launch(one);
    const end = await site.driver.end(one.taskId);
    assert.equal(end.state, "dropped");
    assert.match(end.message ?? "", /is not ours/);
    assert.equal((await cluster.ask("GET", site.podOf(one))).status, 200);
    await removeForeign(name);
  });

  it("end as gone when somebody deletes them", async () => {
    await using site = await open();
    const one = await running(site);
    await cluster.ask("DELETE", site.podOf(one), { gracePeriodSeconds: 1 });
    assertEnd(await site.driver.end(one.taskId), "gone", "agent");
  });

  it("end by the fault of the agent when their node is drained", async () => {
    await using site = await open();
    const one = await running(site);
    const { status, body } = await cluster.ask("POST", `${site.podOf(one)}/eviction`, {
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { name: podName(site.options.installation, one.taskId), namespace: "default" },
      deleteOptions: { gracePeriodSeconds: 1 },
    });
    assert.ok(status < 300, JSON.stringify(body));
    const end = await site.driver.end(one.taskId);
    assertEnd(end, "lost", "agent");
    assert.match(end.message ?? "", /[Ee]viction/);
  });

  it("are preempted when the cluster needs their room", async () => {
    await make("/apis/scheduling.k8s.io/v1/priorityclasses", { metadata: { name: "urgent" }, value: 1000 });
    await using site = await open();
    const { driver } = site;
    const offer = await driver.until("an offer", () => driver.offers()[0]);
    const one = site.task({
      resources: { ...offer.resources, cpusMilli: offer.resources.cpusMilli - 100, memMib: 64, diskMib: 0 },
    });
    driver.backend.launch({ agentId: offer.agentId, offerIds: [offer.id], tasks: [one], refuseMs: 0 });
    await driver.running(one.taskId);
    await foreign("urgent", { cpu: "500m" }, { priorityClassName: "urgent" });
    const end = await driver.end(one.taskId);
    assert.equal(end.fault, "preempted", JSON.stringify(end));
    await removeForeign("urgent");
  });

  it("say why they do not begin", async () => {
    await using site = await open();
    const mounts = [{ source: join(home, "no-such-directory"), path: "/data", mode: "ro" }] as const;
    const one = site.task({ mounts });
    await site.driver.launch(one);
    const news = await site.driver.status(one.taskId, ({ message }) =>
      /no-such-directory/.test(message ?? ""),
    );
    assert.equal(news.state, "starting");
    const { agentId } = news;
    site.driver.backend.kill({ taskId: one.taskId, agentId, access: "" }, 0);
    assert.equal((await site.driver.end(one.taskId)).state, "killed");
  });
});

describe("a node that is lost", { timeout: 300_000 }, () => {
  it("makes its tasks unreachable until it is back", async () => {
    await using site = await open();
    const marks = join(home, "marks");
    mkdirSync(marks, { recursive: true });
    chmodSync(marks, 0o777);
    const mounts = [{ source: marks, path: "/marks", mode: "rw" }] as const;
    const one = await running(site, {
      argv: ["/bin/sh", "-c", "echo x >>/marks/begun; exec sleep 600"],
      mounts,
    });
    await cluster.stopKubelet();
    await site.driver.status(one.taskId, ({ state }) => state === "unreachable");
    assert.ok(!site.driver.events.some((event) => event.type === "status" && isEnd(event.update)));
    const before = site.driver.events.length;
    await cluster.startKubelet();
    await site.driver.until(
      "that it runs again",
      () =>
        site.driver.events
          .slice(before)
          .some((event) => event.type === "status" && event.update.state === "running") || undefined,
    );
    assert.equal(readFileSync(join(marks, "begun"), "utf8"), "x\n");
  });

  it("takes no tasks while it is cordoned", async () => {
    await using site = await open();
    const { driver } = site;
    await driver.until("an offer", () => driver.offers()[0]);
    await cluster.ask("PATCH", `/api/v1/nodes/${NODE}`, { spec: { unschedulable: true } });
    await driver.event("that it is not active", (one) =>
      one.type === "agents" && one.agents[0]?.active === false ? true : undefined,
    );
    await driver.until("no offers", () => (driver.offers().length === 0 ? true : undefined));
    await cluster.ask("PATCH", `/api/v1/nodes/${NODE}`, { spec: { unschedulable: false } });
    await driver.until("an offer", () => driver.offers()[0]);
  });

  it("ends its tasks as lost when it is deleted", async () => {
    await using site = await open();
    const one = await running(site);
    await cluster.stopKubelet();
    await cluster.ask("DELETE", `/api/v1/nodes/${NODE}`);
    await site.driver.event("that it is lost", (event) => (event.type === "agent_lost" ? true : undefined));
    // The cluster itself removes pods of nodes that are not there, some time later.
    await cluster.ask("DELETE", site.podOf(one), { gracePeriodSeconds: 0 });
    const end = await site.driver.end(one.taskId);
    assert.equal(end.fault, "agent", JSON.stringify(end));
    await cluster.startKubelet();
  });
});

async function running(site: Site, more: Partial<TaskLaunch> = {}): Promise<TaskLaunch> {
  const one = site.task(more);
  await site.driver.launch(one);
  await site.driver.running(one.taskId);
  return one;
}

function assertEnd(end: StatusUpdate, state: string, fault: string): void {
  assert.deepEqual([end.state, end.fault], [state, fault], JSON.stringify(end));
}

/** A pod that is nobody's of us. */
async function foreign(name: string, requests: object, more: object = {}): Promise<void> {
  await make("/api/v1/namespaces/default/pods", {
    metadata: { name },
    spec: {
      terminationGracePeriodSeconds: 1,
      containers: [
        { name: "c", image: "busybox:local", command: ["sleep", "3600"], resources: { requests } },
      ],
      ...more,
    },
  });
}

async function removeForeign(name: string): Promise<void> {
  const path = `/api/v1/namespaces/default/pods/${name}`;
  await cluster.ask("DELETE", path, { gracePeriodSeconds: 0 });
  await until(`${name} is gone`, async () => (await cluster.ask("GET", path)).status === 404);
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const began = performance.now(); performance.now() - began < 90_000; await sleep(200))
    if (await holds()) return;
  throw new Error(`waited in vain until ${what}`);
}
