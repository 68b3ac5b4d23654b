import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { busyboxImage } from "./busybox-image.ts";
import { containerdConfig, kubeletConfig, makeKeys, networkConfig } from "./kubernetes-files.ts";
import { ensureKubernetes } from "./kubernetes-programs.ts";
import { closeNamespace, openNamespace, unmountBelow } from "./network-namespace.ts";
import { ensurePackages } from "./packages.ts";

/** A real Kubernetes of one node for tests, in a network namespace of its own. Nothing of it reaches outside. */
export interface TestKubernetes {
  /** A file, of an administrator. */
  readonly kubeconfig: string;
  /** `https://…` of the API server. */
  readonly url: string;
  /** Where host ports answer. */
  readonly host: string;
  /** The certificate that signed the API server's, and its key: files. */
  readonly authority: { readonly certificate: string; readonly key: string };
  /** Asks the API server as the administrator. */
  ask(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: unknown }>;
  /** The API server stands still, and with it all that asks it; pods go on. */
  freeze(): void;
  thaw(): void;
  /** Ends the API server as a crash does, and starts it again. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  /** So does the node's agent. */
  stopKubelet(): Promise<void>;
  startKubelet(): Promise<void>;
  /** Ends all and removes it. */
  remove(): Promise<void>;
}

export const NODE = "node-1";
const PORT = 6443;
const TOKEN = "admin-token";
const PAUSE = "docker.io/library/pause:local";
/** Reaps what containers leave behind, and ends at once when it is told to. */
const PAUSE_COMMAND = ["/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 3600 & wait; done"];
const IMAGE = "docker.io/library/busybox:local";

/**
 * @param directory  absolute; its files, on a disk that overlayfs takes
 * @param net  the first three numbers of a network that nothing else uses
 */
export async function startKubernetes(directory: string, net = "10.97.33"): Promise<TestKubernetes> {
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
  openNamespace(namespace, net);
  const host = `${net}.2`;
  const url = `https://${host}:${PORT}`;
  const file = (name: string): string => join(directory, name);
  makeKeys(directory, host, TOKEN);
  writeFileSync(
    file("admin.kubeconfig"),
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "test", cluster: { server: url, "certificate-authority": file("ca.crt") } }],
      users: [{ name: "admin", user: { token: TOKEN } }],
      contexts: [{ name: "test", context: { cluster: "test", user: "admin" } }],
      "current-context": "test",
    }),
    { mode: 0o600 },
  );

  const children = new Map<string, ChildProcess>();
  const start = (name: string, words: readonly string[], program = join(programs, name)): void => {
    const log = openSync(file(`${name}.log`), "a");
    // Not `ip netns exec`: it mounts another /sys, without the control groups.
    const child = spawn("nsenter", [`--net=/run/netns/${namespace}`, program, ...words], {
      stdio: ["ignore", log, log],
      env: { ...process.env, PATH: `/usr/sbin:/sbin:${process.env["PATH"]}` },
    });
    closeSync(log);
    children.set(name, child);
  };
  const stop = async (name: string, signal: NodeJS.Signals): Promise<void> => {
    const child = children.get(name);
    children.delete(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  };
  const ready = async (name: string, answers: () => Promise<boolean>): Promise<void> => {
    for (let tries = 0; !(await answers()); tries += 1) {
      const child = children.get(name);
      if (tries > 900 || child === undefined || child.exitCode !== null)
        throw new Error(`${name} did not start: ${tailOf(file(`${name}.log`))}`);
      await sleep(100);
    }
  };

  const ask: TestKubernetes["ask"] = (method, path, body) =>
    request(`${url}${path}`, file("ca.crt"), method, body);
  const answersOk = (path: string) => async (): Promise<boolean> => {
    const answer = await ask("GET", path).catch(() => undefined);
    return answer?.status === 200;
  };

  const startApi = async (): Promise<void> => {
    start("kube-apiserver", [
      "--etcd-servers=http://127.0.0.1:2379",
      "--bind-address=0.0.0.0",
      `--secure-port=${PORT}`,
      `--advertise-address=${host}`,
      `--tls-cert-file=${file("server.crt")}`,
      `--tls-private-key-file=${file("server.key")}`,
      `--client-ca-file=${file("ca.crt")}`,
      `--cert-dir=${file("apiserver")}`,
      `--token-auth-file=${file("tokens.csv")}`,
      "--authorization-mode=RBAC",
      "--anonymous-auth=false",
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${file("sa.key")}`,
      `--service-account-signing-key-file=${file("sa.key")}`,
      "--service-cluster-ip-range=10.0.0.0/24",
      "--kubelet-preferred-address-types=InternalIP",
      "--enable-priority-and-fairness=false",
      "--feature-gates=PodLogsQuerySplitStreams=true",
    ]);
    await ready("kube-apiserver", answersOk("/readyz"));
  };
  const kubeconfig = file("admin.kubeconfig");
  const startKubelet = async (): Promise<void> => {
    start("kubelet", [
      `--kubeconfig=${kubeconfig}`,
      `--config=${file("kubelet.yaml")}`,
      `--root-dir=${file("kubelet")}`,
      `--cert-dir=${file("kubelet-pki")}`,
      `--node-ip=${host}`,
      `--hostname-override=${NODE}`,
    ]);
    await ready("kubelet", async () => {
      const { body } = await ask("GET", `/api/v1/nodes/${NODE}`);
      return /"type":"Ready","status":"True"|"status":"True"[^}]*"reason":"KubeletReady"/.test(
        JSON.stringify(body),
      );
    });
  };

  start("etcd", [
    "--name=one",
    `--data-dir=${file("etcd")}`,
    "--log-level=warn",
    "--unsafe-no-fsync",
    "--listen-client-urls=http://127.0.0.1:2379",
    "--advertise-client-urls=http://127.0.0.1:2379",
    "--listen-peer-urls=http://127.0.0.1:2380",
    "--initial-advertise-peer-urls=http://127.0.0.1:2380",
    "--initial-cluster=one=http://127.0.0.1:2380",
  ]);
  writeFileSync(file("containerd.toml"), containerdConfig(directory, PAUSE));
  mkdirSync(file("cni"), { recursive: true });
  writeFileSync(file("cni/10-pods.conflist"), networkConfig(directory));
  writeFileSync(file("kubelet.yaml"), kubeletConfig(directory, host));
  const socket = file("containerd.sock");
  const ctr = (...words: readonly string[]) =>
    spawnSync("ctr", ["-a", socket, "-n", "k8s.io", ...words], { encoding: "utf8" });
  const startContainerd = async (): Promise<void> => {
    start("containerd", ["--config", file("containerd.toml")], "/usr/bin/containerd");
    await ready("containerd", () => Promise.resolve(ctr("version").status === 0));
  };
  const load = async (name: string, command?: readonly string[]): Promise<void> => {
    const tar = file("image.tar");
    writeFileSync(tar, await busyboxImage(name, command));
    const { status, stderr } = ctr("images", "import", tar);
    if (status !== 0) throw new Error(`the image ${name} was not loaded: ${stderr}`);
  };
  await startApi();
  const common = [
    "--leader-elect=false",
    "--kube-api-qps=500",
    "--kube-api-burst=1000",
    "--bind-address=127.0.0.1",
  ];
  start("kube-controller-manager", [
    `--kubeconfig=${kubeconfig}`,
    ...common,
    `--service-account-private-key-file=${file("sa.key")}`,
    `--root-ca-file=${file("ca.crt")}`,
    `--cert-dir=${file("controller-manager")}`,
    "--node-monitor-grace-period=12s",
    "--node-monitor-period=2s",
  ]);
  start("kube-scheduler", [`--kubeconfig=${kubeconfig}`, ...common, `--cert-dir=${file("scheduler")}`]);
  await startContainerd();
  await load(PAUSE, PAUSE_COMMAND);
  await load(IMAGE);
  await startKubelet();
  await ready("kube-controller-manager", answersOk("/api/v1/namespaces/default/serviceaccounts/default"));

  return {
    kubeconfig,
    url,
    host,
    authority: { certificate: file("ca.crt"), key: file("ca.key") },
    ask,
    freeze: () => void children.get("kube-apiserver")?.kill("SIGSTOP"),
    thaw: () => void children.get("kube-apiserver")?.kill("SIGCONT"),
    crash: () => stop("kube-apiserver", "SIGKILL"),
    restart: startApi,
    stopKubelet: () => stop("kubelet", "SIGTERM"),
    startKubelet,
    async remove() {
      children.get("kube-apiserver")?.kill("SIGCONT");
      for (const name of ["kubelet", "kube-scheduler", "kube-controller-manager", "kube-apiserver", "etcd"])
        await stop(name, "SIGKILL");
      const listed = (...words: readonly string[]): readonly string[] =>
        ctr(...words)
          .stdout.split("\n")
          .filter((line) => line !== "");
      for (const task of listed("tasks", "ls", "-q")) ctr("tasks", "kill", "-s", "KILL", task);
      for (let tries = 0; tries < 50 && ctr("tasks", "ls").stdout.includes("RUNNING"); tries += 1)
        await sleep(100);
      for (const container of listed("containers", "ls", "-q")) {
        // Nobody is left to take its network apart.
        const { stdout } = ctr("containers", "info", container);
        const [, network] = /\/netns\/(cni-[0-9a-f-]+)/.exec(stdout) ?? [];
        if (network !== undefined) closeNamespace(network);
        ctr("tasks", "delete", container);
        ctr("containers", "delete", container);
      }
      await stop("containerd", "SIGTERM");
      closeNamespace(namespace);
      unmountBelow(directory);
      rmSync(directory, { recursive: true, force: true });
    },
  };
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
        timeout: 5000,
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
    sent.on("timeout", () => sent.destroy(new Error("no answer for 5 s")));
    sent.on("error", reject);
    sent.end(payload);
  });
}

function tailOf(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(-12).join("\n") : "it wrote nothing";
}
