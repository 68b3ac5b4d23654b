// Jobs on a real Kubernetes of one node, built and started here in a network namespace of its own.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fieldsOf, listOf } from "../../../fallback-executors/docker/documents.ts";
import {
  openKubernetesTasks,
  openKubernetesWorld,
} from "../../../fallback-executors/testing/kubernetes-cluster.ts";
import { describeBackend, RESULTS } from "../../../offers/backend.conformance.ts";
import { describeTaskAccess } from "../../../offers/task-access.conformance.ts";
import { BACKENDS_PAGE, columnIn, columnOf, readOutcomes } from "../../../scripts/pages/backends-page.ts";
import {
  adoptAfterKills,
  countKmers,
  outputOf,
  signalPrograms,
  type EndToEnd,
} from "../../end-to-end-jobs.ts";
import { install, type Installation } from "../../installation.ts";
import { TEST_IMAGE } from "../../services/dockerd.ts";
import { startKubernetes, type TestKubernetes } from "../../services/kubernetes.ts";
import { describeSiteSettings } from "../../kubernetes/site-settings.ts";
import { until } from "../../until.ts";

const home = mkdtempSync(join(tmpdir(), "godocker-kubernetes-suite-"));
chmodSync(home, 0o755);
const results = join(home, "results");
let cluster: TestKubernetes;
const lab = {
  home,
  get cluster() {
    return cluster;
  },
};

before(async () => {
  process.env[RESULTS] = results;
  cluster = await startKubernetes(join(home, "cluster"));
  process.env["GODOCKER_TEST_KUBERNETES_HOST"] = cluster.host;
});
after(async () => {
  await cluster?.remove();
  rmSync(home, { recursive: true, force: true });
});

describeBackend("Kubernetes", () => openKubernetesWorld(cluster.kubeconfig));
describeTaskAccess("Kubernetes", () => openKubernetesTasks(cluster.kubeconfig));

describeSiteSettings(lab);

describe("the page of all clusters", () => {
  it("says of Kubernetes what was seen here", () => {
    const page = readFileSync(BACKENDS_PAGE, "utf8");
    assert.deepEqual(columnIn(page, "Kubernetes"), columnOf(readOutcomes(results), "Kubernetes"));
  });
});

const TASKS = 100;
const SMALL = { cpus: 0.01, memoryBytes: 16 * 1024 ** 2 };

describe("an installation on Kubernetes", { timeout: 900_000 }, () => {
  let installations = 0;
  // Each with a store of its own begins with job 1 again: one name for two would mix up their pods.
  const installation = (more: readonly string[] = []): Promise<Installation> => {
    installations += 1;
    return install({
      set: [
        "kubernetes.namespace=default",
        `kubernetes.kubeconfig=${cluster.kubeconfig}`,
        `kubernetes.installation=suite-${installations}`,
        "jobs.shared=true",
        ...more,
      ],
    });
  };

  const world: EndToEnd = {
    executor: "kubernetes",
    image: TEST_IMAGE,
    home,
    install: (more) => installation(more),
  };

  it("counts the 4-mers of the example like every other", () => countKmers(world));

  it("sends signals to programs", () => signalPrograms(world));

  it("runs the jobs of each project in its own namespace, with the networks and labels of the site", async () => {
    await using site = await installation([
      "kubernetes.namespace=jobs-${project}",
      "kubernetes.createNamespaces=true",
      'kubernetes.podLabels={"example.com/suite":"projects"}',
      'kubernetes.networks={"storage":"multus/storage"}',
      "networks=[{name:'storage'}]",
      "projects=[{name:'default'},{name:'bio_2'}]",
    ]);
    const jobs = await Promise.all(
      ["default", "bio_2"].map((project) =>
        site.client.submit({
          name: `${project} ${"☃ é\\".repeat(15)}`,
          image: TEST_IMAGE,
          project,
          command: ["echo", project],
          network: { name: "storage" },
          resources: SMALL,
        }),
      ),
    );
    for (const { id } of jobs) {
      const ended = await site.client.waitForEnd(id);
      assert.equal(ended.state, "succeeded", JSON.stringify(ended));
      assert.equal(await outputOf(site, id), `${ended.project}\n`);
    }
    const { body } = await cluster.ask("GET", "/api/v1/pods?labelSelector=example.com/suite%3Dprojects");
    const pods = listOf(fieldsOf(body)["items"]).map((pod) => fieldsOf(fieldsOf(pod)["metadata"]));
    const namespaces = pods.map(({ namespace }) => String(namespace)).toSorted();
    assert.equal(namespaces.length, 2);
    assert.match(namespaces[0] ?? "", /^jobs-bio-2-[0-9a-f]{10}$/);
    assert.equal(namespaces[1], "jobs-default");
    for (const { annotations } of pods)
      assert.equal(fieldsOf(annotations)["k8s.v1.cni.cncf.io/networks"], "multus/storage");
  });

  it("finds its tasks again after its scheduler was killed, each started once", () =>
    adoptAfterKills(world, TASKS));

  it("goes on where it was when the API server was away", async () => {
    await using site = await installation();
    const job = await site.client.submit({
      image: TEST_IMAGE,
      script: "#!/bin/sh\nsleep 10\necho task $GODOCKER_ARRAY_INDEX\n",
      array: { from: 1, to: 10 },
      resources: SMALL,
      retry: { maxAttempts: 1 },
    });
    await until("all of them run", async () => (await site.client.get(job.id)).progress?.running === 10);
    cluster.freeze();
    await sleep(AWAY_MS);
    cluster.thaw();
    const ended = await site.client.waitForEnd(job.id);
    assert.equal(ended.progress?.succeeded, 10, JSON.stringify(ended));
    const { items } = await site.client.attempts(job.id);
    assert.equal(items.length, 10);
    assert.equal(await outputOf(site, job.id, 7), "task 7\n");
    const more = await site.client.submit({ image: TEST_IMAGE, command: ["true"], resources: SMALL });
    assert.equal((await site.client.waitForEnd(more.id)).state, "succeeded");
  });

  it("cancels what goes on for ever, and keeps its output", async () => {
    await using site = await installation(["jobs.shared=false"]);
    const script = "#!/bin/sh\necho begun\nexec sleep 3600\n";
    const endless = await site.client.submit({
      image: TEST_IMAGE,
      script,
      graceSeconds: 1,
      resources: SMALL,
    });
    await until("it runs", async () => (await site.client.get(endless.id)).state === "running");
    await site.client.cancel(endless.id);
    assert.equal((await site.client.waitForEnd(endless.id)).state, "cancelled");
    assert.equal(await outputOf(site, endless.id), "begun\n");
  });

  it("refuses what Kubernetes cannot do when it is submitted", async () => {
    await using site = await installation();
    await assert.rejects(site.client.submit({ command: ["true"], resources: SMALL }), (error) =>
      /without an image/.test(JSON.stringify(error)),
    );
  });
});

const AWAY_MS = 20_000;
