import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { promisify } from "node:util";
import { kubeconfigText, makeKeys } from "./kubernetes-files.ts";
import { startNode, type TestNode } from "./kubernetes-node.ts";
import { processesIn } from "./kubernetes-processes.ts";
import { ensureKubernetes } from "./kubernetes-programs.ts";
import {
  closeNamespace,
  freeNetwork,
  joinNamespaces,
  openNamespace,
  unmountBelow,
  type TestSwitch,
} from "./network-namespace.ts";
import { ensurePackages } from "./packages.ts";

/** A real Kubernetes for tests, in network namespaces of its own. Nothing of it reaches outside. */
export interface TestKubernetes {
  /** A file, of an administrator. */
  readonly kubeconfig: string;
  /** `https://…` of the API server. */
  readonly url: string;
  /** Where host ports of its first node answer. */
  readonly host: string;
  /** Where that node finds this machine. */
  readonly outside: string;
  /** The certificate that signed the API server's, and its key: files. */
  readonly authority: { readonly certificate: string; readonly key: string };
  /** Its first node. */
  readonly node: TestNode;
  /** Asks the API server as the administrator. A patch is one that merges. */
  ask(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: unknown }>;
  /** A second node, behind a wire of its own. */
  addNode(): Promise<RemoteNode>;
  /** Another API server on the same store, without caches and without features that are off by default; once. @returns its `https://…` */
  plainApi(): Promise<string>;
  /** Its store forgets all that was before now. */
  compact(): Promise<void>;
  /** The API server stands still, and with it all that asks it; pods go on. */
  freeze(): void;
  thaw(): void;
  /** Ends all and removes it. */
  remove(): Promise<void>;
}

export interface RemoteNode extends TestNode {
  /** Pulls its plug, or puts it in again. */
  setPlugged(isPlugged: boolean): void;
}

export const NODE = "node-1";
const SECOND_NODE = "node-2";
const PORT = 6443;
const PLAIN_PORT = 6444;
const TOKEN = "admin-token";
const ETCD = "http://127.0.0.1:2379";
/** Between nodes: no machine is in it but those that are joined. */
const BETWEEN = "10.98.0";

/** @param directory  absolute; its files, on a disk that overlayfs takes */
export async function startKubernetes(directory: string): Promise<TestKubernetes> {
  if (process.getuid?.() !== 0) throw new Error("a Kubernetes for tests is started by root only");
  ensurePackages(
    [
      "/usr/bin/containerd",
      "/usr/sbin/runc",
      "/usr/lib/cni/bridge",
      "/usr/sbin/iptables",
      "/bin/busybox",
      "/usr/bin/openssl",
    ],
    [
      "containerd",
      "runc",
      "containernetworking-plugins",
      "iptables",
      "iproute2",
      "busybox-static",
      "openssl",
    ],
  );
  const programs = ensureKubernetes();
  mkdirSync(directory, { recursive: true });
  const namespace = `gk${process.pid}`;
  // Others may run the same tests on this machine at the same time.
  const net = freeNetwork();
  openNamespace(namespace, net);
  const host = `${net}.2`;
  const url = `https://${host}:${PORT}`;
  const file = (name: string): string => join(directory, name);
  makeKeys(directory, [host, `${BETWEEN}.1`], TOKEN);
  const kubeconfig = file("admin.kubeconfig");
  writeFileSync(kubeconfig, kubeconfigText(url, file("ca.crt"), TOKEN), { mode: 0o600 });

  const processes = processesIn(namespace, directory);
  const ask: TestKubernetes["ask"] = (method, path, body) =>
    request(`${url}${path}`, file("ca.crt"), method, body);
  const answersOk = (address: string) => async (): Promise<boolean> => {
    const answer = await request(address, file("ca.crt"), "GET", undefined).catch(() => undefined);
    return answer?.status === 200;
  };

  const startApi = async (name: string, port: number, flags: readonly string[]): Promise<void> => {
    processes.start(name, join(programs, "kube-apiserver"), [
      `--etcd-servers=${ETCD}`,
      "--bind-address=0.0.0.0",
      `--secure-port=${port}`,
      `--advertise-address=${host}`,
      `--tls-cert-file=${file("server.crt")}`,
      `--tls-private-key-file=${file("server.key")}`,
      `--client-ca-file=${file("ca.crt")}`,
      `--cert-dir=${file(name)}`,
      `--token-auth-file=${file("tokens.csv")}`,
      "--authorization-mode=RBAC",
      "--anonymous-auth=false",
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${file("sa.key")}`,
      `--service-account-signing-key-file=${file("sa.key")}`,
      "--service-cluster-ip-range=10.0.0.0/24",
      "--kubelet-preferred-address-types=InternalIP",
      "--enable-priority-and-fairness=false",
      ...flags,
    ]);
    await processes.ready(name, answersOk(`https://${host}:${port}/readyz`));
  };
  const [API, PLAIN_API] = ["kube-apiserver", "kube-apiserver-plain"];

  processes.start("etcd", join(programs, "etcd"), [
    "--name=one",
    `--data-dir=${file("etcd")}`,
    "--log-level=warn",
    "--unsafe-no-fsync",
    `--listen-client-urls=${ETCD}`,
    `--advertise-client-urls=${ETCD}`,
    "--listen-peer-urls=http://127.0.0.1:2380",
    "--initial-advertise-peer-urls=http://127.0.0.1:2380",
    "--initial-cluster=one=http://127.0.0.1:2380",
  ]);
  await startApi(API, PORT, ["--feature-gates=PodLogsQuerySplitStreams=true"]);
  const common = [
    `--kubeconfig=${kubeconfig}`,
    "--leader-elect=false",
    "--kube-api-qps=500",
    "--kube-api-burst=1000",
    "--bind-address=127.0.0.1",
  ];
  processes.start("kube-controller-manager", join(programs, "kube-controller-manager"), [
    ...common,
    `--service-account-private-key-file=${file("sa.key")}`,
    `--root-ca-file=${file("ca.crt")}`,
    `--cert-dir=${file("controller-manager")}`,
    "--node-monitor-grace-period=12s",
    "--node-monitor-period=2s",
  ]);
  processes.start("kube-scheduler", join(programs, "kube-scheduler"), [
    ...common,
    `--cert-dir=${file("scheduler")}`,
  ]);
  const begin = (name: string, inside: string, address: string, server: string): Promise<TestNode> =>
    startNode({
      name,
      directory: file(name),
      namespace: inside,
      address,
      server,
      authority: file("ca.crt"),
      token: TOKEN,
      programs,
      ask,
    });
  const node = await begin(NODE, namespace, host, url);
  await processes.ready(
    "kube-controller-manager",
    answersOk(`${url}/api/v1/namespaces/default/serviceaccounts/default`),
  );
  let plain: Promise<void> | undefined;
  let second: { readonly namespace: string; readonly wire: TestSwitch; node?: TestNode } | undefined;

  return {
    kubeconfig,
    url,
    host,
    outside: `${net}.1`,
    authority: { certificate: file("ca.crt"), key: file("ca.key") },
    node,
    ask,
    async addNode() {
      const inside = `${namespace}b`;
      openNamespace(inside, freeNetwork());
      const wire = joinNamespaces([namespace, inside], BETWEEN);
      second = { namespace: inside, wire };
      const [server = "", address = ""] = wire.addresses;
      const added = await begin(SECOND_NODE, inside, address, `https://${server}:${PORT}`);
      second = { ...second, node: added };
      return { ...added, setPlugged: (isPlugged) => wire.setPlugged(1, isPlugged) };
    },
    plainApi() {
      plain ??= startApi(PLAIN_API, PLAIN_PORT, ["--watch-cache=false"]);
      return plain.then(() => `https://${host}:${PLAIN_PORT}`);
    },
    compact: () => compact(namespace),
    freeze: () => processes.signal(API, "SIGSTOP"),
    thaw: () => processes.signal(API, "SIGCONT"),
    async remove() {
      processes.signal(API, "SIGCONT");
      await second?.node?.remove();
      await node.remove();
      for (const name of ["kube-scheduler", "kube-controller-manager", PLAIN_API, API, "etcd"])
        await processes.stop(name, "SIGKILL");
      if (second !== undefined) {
        second.wire.remove();
        closeNamespace(second.namespace);
      }
      closeNamespace(namespace);
      unmountBelow(directory);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** By etcd's own JSON gateway. Source: etcd documentation, "gRPC gateway". */
async function compact(namespace: string): Promise<void> {
  const { header } = await etcd(namespace, "/v3/kv/range", { key: "AA==" });
  await etcd(namespace, "/v3/kv/compaction", { revision: header?.revision, physical: true });
}

/** It listens inside alone. */
async function etcd(
  namespace: string,
  path: string,
  body: object,
): Promise<{ readonly header?: { readonly revision?: string } }> {
  const program = `const answer = await fetch(${JSON.stringify(`${ETCD}${path}`)}, { method: "POST", body: ${JSON.stringify(JSON.stringify(body))} });
    if (!answer.ok) throw new Error(await answer.text()); console.log(await answer.text())`;
  const { stdout } = await promisify(execFile)("nsenter", [
    `--net=/run/netns/${namespace}`,
    process.execPath,
    "--input-type=module",
    "--eval",
    program,
  ]);
  return JSON.parse(stdout) as { header?: { revision?: string } }; // every answer of etcd has it
}

function request(
  url: string,
  authority: string,
  method: string,
  body: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  return new Promise((resolve, reject) => {
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const sent = httpsRequest(
      url,
      {
        method,
        ca: readFileSync(authority),
        timeout: 15_000,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          ...(payload === undefined ? {} : { "content-type": type, "content-length": payload.length }),
        },
      },
      (answer) => {
        let text = "";
        answer.on("data", (chunk) => {
          text += String(chunk);
        });
        answer.on("error", reject);
        answer.on("end", () => {
          const isJson = text.startsWith("{");
          resolve({ status: answer.statusCode ?? 0, body: isJson ? JSON.parse(text) : text });
        });
      },
    );
    sent.on("timeout", () => sent.destroy(new Error("no answer for 15 s")));
    sent.on("error", reject);
    sent.end(payload);
  });
}
