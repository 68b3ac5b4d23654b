import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One authority, a certificate of the API server, a key for tokens of service accounts, one token of an administrator. */
export function makeKeys(directory: string, hosts: readonly string[], token: string): void {
  const file = (name: string): string => join(directory, name);
  writeFileSync(file("tokens.csv"), `${token},admin,1,system:masters\n`);
  if (existsSync(file("server.crt"))) return;
  openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3", "-subj", "/CN=ca", "-keyout", file("ca.key"), "-out", file("ca.crt")); // prettier-ignore
  const names = [...[...hosts, "127.0.0.1", "10.0.0.1"].map((host) => `IP:${host}`), "DNS:localhost"];
  writeFileSync(file("extensions"), `subjectAltName=${names.join(",")}\n`);
  certificate(directory, {
    name: "server",
    subject: "/CN=kube",
    days: 3,
    authority: { certificate: file("ca.crt"), key: file("ca.key") },
    extensions: file("extensions"),
  });
  openssl("genrsa", "-out", file("sa.key"), "2048");
}

/** Who has that token is who it is of. @param authority  a file */
export function kubeconfigText(server: string, authority: string, token: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster: { server, "certificate-authority": authority } }],
    users: [{ name: "user", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "user" } }],
    "current-context": "test",
  });
}

/** Makes `<name>.crt` and `<name>.key` in a directory. @param days  0: it has run out */
export function certificate(
  directory: string,
  options: {
    readonly name: string;
    readonly subject: string;
    readonly days: number;
    readonly authority: { readonly certificate: string; readonly key: string };
    readonly extensions?: string;
  },
): void {
  const { name, subject, days, authority, extensions } = options;
  const file = (end: string): string => join(directory, `${name}.${end}`);
  openssl(
    "req",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-subj",
    subject,
    "-keyout",
    file("key"),
    "-out",
    file("csr"),
  );
  const extra = extensions === undefined ? [] : ["-extfile", extensions];
  openssl("x509", "-req", "-in", file("csr"), "-CA", authority.certificate, "-CAkey", authority.key, "-CAcreateserial", "-days", String(days), ...extra, "-out", file("crt")); // prettier-ignore
}

function openssl(...words: readonly string[]): void {
  const { status, stderr, error } = spawnSync("openssl", words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`openssl ${words[0]} failed: ${error?.message ?? stderr.trim()}`);
}

/** Pods are joined by a bridge; their host ports are those of the node. */
export function networkConfig(directory: string): string {
  return JSON.stringify({
    cniVersion: "0.4.0",
    name: "pods",
    plugins: [
      {
        type: "bridge",
        bridge: "cni0",
        isGateway: true,
        ipMasq: false,
        ipam: {
          type: "host-local",
          dataDir: join(directory, "cni/ipam"),
          ranges: [[{ subnet: "10.244.0.0/23" }]],
          routes: [{ dst: "0.0.0.0/0" }],
        },
      },
      { type: "portmap", capabilities: { portMappings: true } },
      { type: "loopback" },
    ],
  });
}

/** @param pause  an image of its own */
export function containerdConfig(directory: string, pause: string): string {
  // Without the right to give a process more weight than its parent has, runc can't start what asks for it.
  return `version = 2
root = "${directory}/containerd"
state = "${directory}/containerd-state"
[grpc]
  address = "${directory}/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pause}"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "${directory}/registries"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${directory}/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
`;
}

/** JSON is YAML, too. @param groups  name of control groups that nobody else uses: others of its kind remove what they meet */
export function kubeletConfig(directory: string, host: string, groups: string): string {
  return JSON.stringify({
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: host,
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: "AlwaysAllow" },
    containerRuntimeEndpoint: `unix://${directory}/containerd.sock`,
    cgroupDriver: "cgroupfs",
    cgroupRoot: `/${groups}`,
    failSwapOn: false,
    oomScoreAdj: 0,
    maxPods: 250,
    // Of what is thrown away, the beginning is not read any more.
    containerLogMaxSize: "100Mi",
    evictionHard: {
      "memory.available": "100Mi",
      "nodefs.available": "0%",
      "nodefs.inodesFree": "0%",
      "imagefs.available": "0%",
    },
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    makeIPTablesUtilChains: false,
    localStorageCapacityIsolation: false,
    resolvConf: "",
    registryPullQPS: 0,
    kubeAPIQPS: 500,
    kubeAPIBurst: 1000,
    nodeStatusUpdateFrequency: "2s",
    podLogsDir: join(directory, "pod-logs"),
    featureGates: { PodLogsQuerySplitStreams: true },
  });
}
