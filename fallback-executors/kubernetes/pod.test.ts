import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { TaskLaunch } from "../../offers/backend.ts";
import { fieldsOf, listOf, textIn, type Fields } from "../docker/documents.ts";
import { aLaunch, someOptions } from "./kubernetes.builders.ts";
import { ANNOTATIONS, LABELS, SANDBOX, type KubernetesOptions } from "./kubernetes-options.ts";
import { ourPod, podBody, refusalOf, secretBody, tooLargeFor } from "./pod.ts";

const PLACE = { node: "n1", hasDisk: true };

function specOf(task: TaskLaunch, more: Partial<KubernetesOptions> = {}, place = PLACE) {
  const body = fieldsOf(podBody(task, place, someOptions(more)));
  const spec = fieldsOf(body["spec"]);
  return { metadata: fieldsOf(body["metadata"]), spec, container: fieldsOf(listOf(spec["containers"])[0]) };
}

describe("a pod", () => {
  it("is for one node, and for the cluster's own scheduler to bind", () => {
    const { spec } = specOf(aLaunch());
    assert.match(JSON.stringify(spec["affinity"]), /"key":"metadata.name","operator":"In","values":\["n1"\]/);
    assert.deepEqual([spec["nodeName"], spec["restartPolicy"]], [undefined, "Never"]);
  });

  it("may do nothing that its task does not need", () => {
    const { spec, container } = specOf(aLaunch());
    assert.equal(spec["automountServiceAccountToken"], false);
    assert.deepEqual(spec["securityContext"], {
      runAsUser: 1001,
      runAsGroup: 1002,
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.deepEqual(container["securityContext"], {
      allowPrivilegeEscalation: false,
      privileged: false,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("has the further groups of its account", () => {
    const { spec } = specOf(
      aLaunch({ account: { name: "ana", uid: 1001, gid: 1002, groups: [3000, 3001] } }),
    );
    assert.deepEqual(spec["securityContext"], {
      runAsUser: 1001,
      runAsGroup: 1002,
      supplementalGroups: [3000, 3001],
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
  });

  it("gets what its task asks for, and no more but where it may", () => {
    const resources = { cpusMilli: 1500, memMib: 256, diskMib: 1000, gpus: 2 };
    const { container } = specOf(aLaunch({ resources, memoryLimitMib: 512 }));
    const both = { cpu: "1500m", "ephemeral-storage": "1000Mi", "nvidia.com/gpu": "2" };
    assert.deepEqual(container["resources"], {
      requests: { ...both, memory: "256Mi" },
      limits: { ...both, memory: "512Mi" },
    });
    // Nobody could bind it, where the node counts no disk.
    const uncounted = specOf(aLaunch({ resources }), {}, { node: "n1", hasDisk: false });
    assert.doesNotMatch(JSON.stringify(uncounted.container["resources"]), /ephemeral/);
  });

  it("shows nothing that is secret", () => {
    const task = aLaunch({ env: { PLAIN: "p", TOKEN: "former" }, secretEnv: { TOKEN: "s3cret" } });
    assert.doesNotMatch(JSON.stringify(podBody(task, PLACE, someOptions())), /s3cret|former/);
    const secret = fieldsOf(secretBody(task, [], someOptions()));
    assert.deepEqual(secret["data"], { "variable-0": Buffer.from("s3cret").toString("base64") });
    assert.equal(secretBody(aLaunch(), [], someOptions()), undefined);
  });

  it("has its files in the sandbox", () => {
    const files = [{ url: "http://x/go", name: "go", executable: true }];
    const { container, spec } = specOf(aLaunch({ files, argv: ["./go"] }));
    assert.deepEqual(container["command"], [`${SANDBOX}/./go`]);
    assert.match(
      JSON.stringify(container["volumeMounts"]),
      /"mountPath":"\/mnt\/godocker\/sandbox\/go","subPath":"file-0"/,
    );
    assert.match(JSON.stringify(spec["volumes"]), /"mode":365/); // r-xr-xr-x
  });

  it("has volumes of its node, or of the claims that hold them", () => {
    const mounts = [
      { source: "/data/ana/in", path: "/in", mode: "ro" },
      { source: "/data", path: "/data", mode: "rw" },
      { source: "/database", path: "/db", mode: "ro" },
    ] as const;
    const { container, spec } = specOf(aLaunch({ mounts }), { claims: { "/data": "shared" } });
    const volumes = listOf(spec["volumes"]).map(fieldsOf);
    assert.deepEqual(volumes.slice(1), [
      { name: "claim-shared", persistentVolumeClaim: { claimName: "shared" } },
      { name: "volume-2", hostPath: { path: "/database", type: "Directory" } },
    ]);
    assert.deepEqual(listOf(container["volumeMounts"]).slice(1), [
      { name: "claim-shared", mountPath: "/in", readOnly: true, subPath: "ana/in" },
      { name: "claim-shared", mountPath: "/data", readOnly: false },
      { name: "volume-2", mountPath: "/db", readOnly: true },
    ]);
  });

  it("leaves it to the node that no link leads out of what a volume is part of", () => {
    const mounts = [
      { source: "/data/ana/work/in", path: "/in", mode: "ro", beneath: "/data/ana" },
      { source: "/shared", path: "/shared", mode: "ro" },
    ] as const;
    const { container, spec } = specOf(aLaunch({ mounts }));
    assert.deepEqual(listOf(spec["volumes"]).map(fieldsOf).slice(1), [
      { name: "volume-0", hostPath: { path: "/data/ana", type: "Directory" } },
      { name: "volume-1", hostPath: { path: "/shared", type: "Directory" } },
    ]);
    assert.deepEqual(listOf(container["volumeMounts"]).slice(1), [
      { name: "volume-0", mountPath: "/in", readOnly: true, subPath: "work/in" },
      { name: "volume-1", mountPath: "/shared", readOnly: true },
    ]);
  });

  it("takes the settings of the site", () => {
    const { spec } = specOf(aLaunch({ image: { ref: "a/b:1", pull: "always" } }), {
      serviceAccount: "jobs",
      imagePullSecrets: ["registry"],
      runtimeClass: "gvisor",
      schedulerName: "own",
      tolerations: [{ key: "batch", operator: "Exists" }],
    });
    assert.deepEqual(
      ["serviceAccountName", "runtimeClassName", "schedulerName"].map((name) => spec[name]),
      ["jobs", "gvisor", "own"],
    );
    assert.deepEqual(spec["imagePullSecrets"], [{ name: "registry" }]);
    assert.deepEqual(spec["tolerations"], [{ key: "batch", operator: "Exists" }]);
    assert.match(JSON.stringify(spec["containers"]), /"imagePullPolicy":"Always"/);
  });

  it("has labels that policies of the cluster select by, and the networks of the site", () => {
    const task = aLaunch({
      labels: { "godocker.project": "bio.2", "godocker.user": "Ana Müller" },
      network: { name: "storage", mappings: [] },
    });
    const settings = {
      namespace: "jobs-${project}",
      podLabels: { team: "batch", [LABELS.task]: "forged" },
      attachments: { storage: "multus/storage" },
      imagePullSecrets: ["registry-${user}"],
    };
    assert.equal(refusalOf(task, someOptions(settings)), undefined);
    const { metadata, spec } = specOf(task, settings);
    const labels = fieldsOf(metadata["labels"]);
    assert.deepEqual(
      [labels["team"], labels[LABELS.project], labels[LABELS.network], labels[LABELS.task]],
      ["batch", "bio.2", "storage", task.taskId],
    );
    assert.match(String(labels[LABELS.user]), /^Ana-M-ller-[0-9a-f]{10}$/);
    assert.match(String(metadata["namespace"]), /^jobs-bio-2-[0-9a-f]{10}$/);
    assert.equal(fieldsOf(metadata["annotations"])[ANNOTATIONS.attachments], "multus/storage");
    assert.match(JSON.stringify(spec["imagePullSecrets"]), /"registry-ana-m-ller-[0-9a-f]{10}"/);
    assert.match(refusalOf(task, someOptions()) ?? "", /network "storage" is not configured/);
  });

  it("ends by itself after the longest time of its task", () => {
    // More for its image; what is too much is taken off when its program begins.
    const task = aLaunch({ maxCompletionMs: 1500, graceMs: 2500 });
    assert.equal(specOf(task).spec["activeDeadlineSeconds"], 3602);
    assert.equal(ourPod(withUid(podBody(task, PLACE, someOptions())), "lab")?.longestSeconds, 2);
    assert.equal(specOf(aLaunch({ graceMs: 2500 })).spec["terminationGracePeriodSeconds"], 3);
  });

  it("is given every text as it is: Kubernetes puts no variables into it", () => {
    const text = fc.string({ unit: fc.constantFrom("$", "(", ")", "A", "$(A)", "$$", " ", "é") });
    fc.assert(
      fc.property(text, text, (argument, value) => {
        const { container } = specOf(aLaunch({ argv: ["/bin/echo", argument], env: { A: value } }));
        const [env] = listOf(container["env"]).map(fieldsOf);
        assert.equal(expanded(String(listOf(container["args"])[0])), argument);
        assert.equal(expanded(textIn(env ?? {}, "value") ?? ""), value);
      }),
    );
  });

  it("is found again with its task, and what that holds", () => {
    const resources = { cpusMilli: 1500, memMib: 256, diskMib: 1000, gpus: 2 };
    const task = aLaunch({ resources, ports: [{ port: 31_007 }] });
    const pod = withUid(podBody(task, PLACE, someOptions()));
    const found = ourPod(pod, "lab");
    assert.deepEqual(found?.holding, { agentId: "n1", resources, ports: [31_007] });
    assert.deepEqual([found?.taskId, found?.wasStopped, found?.hasSecret], [task.taskId, false, false]);
    const secret = withUid(podBody(aLaunch({ secretEnv: { A: "b" } }), PLACE, someOptions()));
    assert.equal(ourPod(secret, "lab")?.hasSecret, true);
  });

  it("of somebody else is not ours, whatever labels it bears", () => {
    const pod = withUid(podBody(aLaunch(), PLACE, someOptions()));
    assert.equal(ourPod(pod, "other"), undefined);
    const metadata = fieldsOf(pod["metadata"]);
    assert.equal(ourPod({ ...pod, metadata: { ...metadata, name: "copy" } }, "lab"), undefined);
    assert.equal(ourPod({ ...pod, metadata: { ...metadata, annotations: {} } }, "lab"), undefined);
    for (const odd of [undefined, [], { metadata: { labels: { [LABELS.task]: 7 } } }])
      assert.equal(ourPod(odd, "lab"), undefined);
  });

  it("whose notes somebody changed holds nothing that is known", () => {
    const pod = withUid(podBody(aLaunch(), PLACE, someOptions()));
    const metadata = fieldsOf(pod["metadata"]);
    const annotations = { ...fieldsOf(metadata["annotations"]), [ANNOTATIONS.holding]: "{" };
    const found = ourPod({ ...pod, metadata: { ...metadata, annotations } }, "lab");
    assert.deepEqual(found?.holding.resources, { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0 });
  });
});

describe("a task that no pod can be", () => {
  it("is refused, with the reason", () => {
    for (const [more, words] of [
      [{ image: { ref: "-x", pull: "always" } }, /no name of an image/],
      [{ image: { ref: "a", pull: "always", containerizer: "mesos" } }, /Mesos/],
      [{ account: { name: "ana" } }, /numbers only/],
      [{ account: { name: "ana", uid: 0, gid: 0 } }, /user id of root/],
      [{ network: { name: "far", mappings: [] } }, /"far" is not configured/],
      [{ pids: 10 }, /limit of processes/],
      [{ mounts: [{ source: "/a:b", path: "/a", mode: "ro" }] }, /cannot be mounted/],
      [{ mounts: [{ source: "/a", path: "/a/../b", mode: "ro" }] }, /cannot be mounted/],
      [{ scratch: { mib: 1, path: "../x" } }, /scratch/],
      [{ memoryLimitMib: 1 }, /may not grow/],
    ] as const)
      assert.match(refusalOf(aLaunch(more), someOptions()) ?? "", words, JSON.stringify(more));
    const { image: _, ...bare } = aLaunch();
    assert.match(refusalOf(bare, someOptions()) ?? "", /names none/);
    assert.equal(refusalOf(aLaunch({ network: { name: "lab", mappings: [] } }), someOptions()), undefined);
    assert.equal(refusalOf(aLaunch({ account: { name: "root", uid: 0, gid: 0 } }), someOptions()), undefined);
  });

  it("may have files of a mebibyte together", () => {
    const file = (length: number) => ({ name: "a", executable: false, bytes: new Uint8Array(length) });
    assert.equal(tooLargeFor([file(1024 * 1024)]), undefined);
    assert.match(tooLargeFor([file(1024 * 1024), file(1)]) ?? "", /into a volume/);
  });
});

/** As the node's agent reads it. Source: Kubernetes, third_party/forked/golang/expansion. */
function expanded(text: string): string {
  return text.replaceAll(/\$\$|\$\(([^)]*)\)/g, (match, name) =>
    match === "$$" ? "$" : `value of ${String(name)}`,
  );
}

function withUid(body: Readonly<Record<string, unknown>>): Fields {
  return { ...body, metadata: { ...fieldsOf(body["metadata"]), uid: "u1" } };
}
