import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { goProgram } from "./go.ts";

const SOURCES = join(import.meta.dirname, "kubernetes-build");
/** Of the module in `kubernetes-build/go.mod`. */
const RELEASE = "v1.34.4";
const VERSION = "k8s.io/component-base/version";
const PACKAGES = {
  etcd: "./etcd",
  "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
  "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
  "kube-scheduler": "k8s.io/kubernetes/cmd/kube-scheduler",
  kubelet: "k8s.io/kubernetes/cmd/kubelet",
} as const;

/**
 * The programs of a Kubernetes cluster, built from their Go modules under the cache directory unless these very ones are
 * there: seven minutes on two cores, 2 GB of memory and 5 GB of Go's caches, once.
 * @returns  the directory that holds them
 * @throws Error  with what to do, where they cannot be built
 */
export function ensureKubernetes(): string {
  const inputs = ["go.mod", "go.sum", "etcd/main.go"].map((name) => readFileSync(join(SOURCES, name)));
  const words = Buffer.from(JSON.stringify([RELEASE, PACKAGES, process.arch]));
  const version = createHash("sha256")
    .update(Buffer.concat([...inputs, words]))
    .digest("hex")
    .slice(0, 12);
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "godocker");
  const directory = join(cache, `kubernetes-${version}`);
  if (existsSync(directory)) return directory;
  // One program after the other, each kept: who is interrupted does not begin anew.
  const fresh = `${directory}.unfinished`;
  mkdirSync(fresh, { recursive: true });
  const go = goProgram("Kubernetes");
  console.error(`Building Kubernetes ${RELEASE} (once; about seven minutes) …`);
  for (const [name, source] of Object.entries(PACKAGES)) build(go, source, join(fresh, name));
  try {
    renameSync(fresh, directory); // whole, or not there
  } catch (error) {
    if (!existsSync(directory)) throw error;
    rmSync(fresh, { recursive: true, force: true }); // somebody else built the same meanwhile
  }
  return directory;
}

function build(go: string, source: string, program: string): void {
  if (existsSync(program)) return;
  const fresh = `${program}.${process.pid}`;
  const version = { gitVersion: RELEASE, gitMajor: "1", gitMinor: "34", gitTreeState: "clean" };
  const flags = [
    "-s",
    "-w",
    ...Object.entries(version).map(([name, text]) => `-X ${VERSION}.${name}=${text}`),
  ];
  const { status, stderr, error } = spawnSync(
    go,
    ["build", "-p", "2", "-trimpath", "-buildvcs=false", "-o", fresh, "-ldflags", flags.join(" "), source],
    { cwd: SOURCES, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0) {
    const why = error?.message ?? stderr.trim().split("\n").at(-1);
    throw new Error(
      `${go} build ${source} failed: ${why}; see that Go is 1.26 or later, that its module proxy can be reached, ` +
        "and that there are 2 GB of memory and 5 GB of disk",
    );
  }
  renameSync(fresh, program);
}
