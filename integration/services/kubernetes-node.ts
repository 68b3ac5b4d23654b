import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { busyboxImage } from "./busybox-image.ts";
import { closeControlGroups, openControlGroups } from "./control-groups.ts";
import { containerdConfig, kubeconfigText, kubeletConfig, networkConfig } from "./kubernetes-files.ts";
import { processesIn } from "./kubernetes-processes.ts";
import { closeNamespace, unmountBelow } from "./network-namespace.ts";

/** A node of a cluster for tests: a kubelet and a containerd of its own, in a network namespace. */
export interface TestNode {
  readonly name: string;
  stopKubelet(): Promise<void>;
  startKubelet(): Promise<void>;
  /** Lets images of a registry be pulled over HTTP. @param registry  `<address>:<port>` */
  trust(registry: string): void;
  /** Ends all that is there; files stay. */
  remove(): Promise<void>;
}

const PAUSE = "docker.io/library/pause:local";
/** Reaps what containers leave behind, and ends at once when it is told to. */
const PAUSE_COMMAND = ["/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 3600 & wait; done"];
const IMAGE = "docker.io/library/busybox:local";

export interface NodeOptions {
  readonly name: string;
  /** Of its own; absolute, on a disk that overlayfs takes. */
  readonly directory: string;
  /** Where its network is. */
  readonly namespace: string;
  /** Its own, by which the API server reaches it. */
  readonly address: string;
  /** `https://…` of the API server, as it is seen from there. */
  readonly server: string;
  readonly authority: string;
  readonly token: string;
  /** Directory of the programs. */
  readonly programs: string;
  ask(method: string, path: string): Promise<{ readonly body: unknown }>;
}

export async function startNode(options: NodeOptions): Promise<TestNode> {
  const { name, directory, namespace, address, programs } = options;
  mkdirSync(join(directory, "cni"), { recursive: true });
  const file = (own: string): string => join(directory, own);
  const groups = `godocker-${namespace}`;
  const socket = file("containerd.sock");
  const processes = processesIn(namespace, directory);
  const ctr = (...words: readonly string[]) =>
    spawnSync("ctr", ["-a", socket, "-n", "k8s.io", ...words], { encoding: "utf8" });
  openControlGroups(groups);
  writeFileSync(file("kubeconfig"), kubeconfigText(options.server, options.authority, options.token), {
    mode: 0o600,
  });
  writeFileSync(file("containerd.toml"), containerdConfig(directory, PAUSE));
  writeFileSync(file("cni/10-pods.conflist"), networkConfig(directory));
  writeFileSync(file("kubelet.yaml"), kubeletConfig(directory, address, groups));

  const load = async (image: string, command?: readonly string[]): Promise<void> => {
    const tar = file("image.tar");
    writeFileSync(tar, await busyboxImage(image, command));
    const { status, stderr } = ctr("images", "import", tar);
    if (status !== 0) throw new Error(`the image ${image} was not loaded: ${stderr}`);
  };
  const startKubelet = async (): Promise<void> => {
    processes.start("kubelet", join(programs, "kubelet"), [
      `--kubeconfig=${file("kubeconfig")}`,
      `--config=${file("kubelet.yaml")}`,
      `--root-dir=${file("kubelet")}`,
      `--cert-dir=${file("kubelet-pki")}`,
      `--node-ip=${address}`,
      `--hostname-override=${name}`,
    ]);
    await processes.ready("kubelet", async () => {
      const { body } = await options.ask("GET", `/api/v1/nodes/${name}`).catch(() => ({ body: undefined }));
      return /"type":"Ready","status":"True"|"status":"True"[^}]*"reason":"KubeletReady"/.test(
        JSON.stringify(body) ?? "",
      );
    });
  };

  processes.start("containerd", "/usr/bin/containerd", ["--config", file("containerd.toml")]);
  await processes.ready("containerd", () => Promise.resolve(ctr("version").status === 0));
  await load(PAUSE, PAUSE_COMMAND);
  await load(IMAGE);
  await startKubelet();

  return {
    name,
    startKubelet,
    stopKubelet: () => processes.stop("kubelet", "SIGTERM"),
    trust(registry) {
      mkdirSync(file(`registries/${registry}`), { recursive: true });
      writeFileSync(
        file(`registries/${registry}/hosts.toml`),
        `server = "http://${registry}"\n[host."http://${registry}"]\n  capabilities = ["pull", "resolve"]\n`,
      );
    },
    async remove() {
      await processes.stop("kubelet", "SIGKILL");
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
      await processes.stop("containerd", "SIGTERM");
      unmountBelow(directory);
      closeControlGroups(groups);
    },
  };
}
