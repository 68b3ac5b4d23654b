import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createEngine } from "../../fallback-executors/docker/engine.ts";
import { busyboxImage } from "./busybox-image.ts";
import { closeNamespace, openNamespace, unmountBelow } from "./network-namespace.ts";
import { ensurePackages } from "./packages.ts";
import { removeContainers, TEST_IMAGE } from "./dockerd.ts";

/** Podman's service that speaks Docker's API, for tests, in a network namespace of its own. */
export interface TestPodman {
  /** `unix://…` */
  readonly url: string;
  /** Where published ports answer. */
  readonly host: string;
  /** Ends it and removes all of it. */
  remove(): Promise<void>;
}

/**
 * runc, which takes control groups of both versions side by side, without the limits that Podman asks for by itself:
 * without CAP_SYS_RESOURCE they may be higher than root itself has.
 */
const RUNTIME = `#!/bin/sh
previous=
for word in "$@"; do
  case $previous in
    --bundle) file=$word/config.json ;;
    --process) file=$word ;;
    *) file= ;;
  esac
  test ! -w "$file" || sed -i -E 's/\\{"type":"RLIMIT_N(OFILE|PROC)"[^}]*\\},?//g; s/,\\]/]/g' "$file"
  previous=$word
done
exec runc "$@"
`;

/**
 * @param directory  absolute; its files, on a disk that overlayfs takes
 * @param net  the first three numbers of a network that nothing else uses
 */
export async function startPodman(directory: string, net: string): Promise<TestPodman> {
  if (process.getuid?.() !== 0) throw new Error("a Podman for tests is started by root only");
  ensurePackages(
    ["/usr/bin/podman", "/usr/sbin/runc", "/usr/bin/tini-static", "/usr/sbin/iptables", "/bin/busybox"],
    ["podman", "runc", "tini", "iptables", "iproute2", "busybox-static"],
  );
  mkdirSync(directory, { recursive: true });
  const file = (name: string): string => join(directory, name);
  const namespace = `gp${process.pid}`;
  openNamespace(namespace, net);
  mkdirSync(file("networks"));
  // Source: containers.conf(5).
  writeFileSync(
    file("containers.conf"),
    `[containers]
log_driver = "k8s-file"
[engine]
init_path = "/usr/bin/tini-static"
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "here"
static_dir = "${file("static")}"
tmp_dir = "${file("tmp")}"
volume_path = "${file("volumes")}"
[engine.runtimes]
here = ["${file("runtime")}"]
[network]
network_backend = "cni"
cni_plugin_dirs = ["/usr/lib/cni"]
network_config_dir = "${file("networks")}"
`,
  );
  writeFileSync(file("runtime"), RUNTIME, { mode: 0o755 });
  writeFileSync(file("registries.conf"), "unqualified-search-registries = []\n");
  const socket = file("podman.sock");
  const log = openSync(file("podman.log"), "a");
  const child = spawn(
    "nsenter",
    [
      `--net=/run/netns/${namespace}`,
      "podman",
      `--root=${file("root")}`,
      `--runroot=${file("run")}`,
      "--storage-driver=overlay",
      "system",
      "service",
      "--time=0",
      `unix://${socket}`,
    ],
    {
      stdio: ["ignore", log, log],
      env: {
        ...process.env,
        PATH: `/usr/sbin:/sbin:${process.env["PATH"]}`,
        CONTAINERS_CONF: file("containers.conf"),
        CONTAINERS_REGISTRIES_CONF: file("registries.conf"),
      },
    },
  );
  closeSync(log);
  const engine = createEngine({ url: `unix://${socket}` });
  for (let tries = 0; !(await engine.json({ path: "/version" }).then(Boolean, () => false)); tries += 1) {
    if (tries > 1200 || child.exitCode !== null)
      throw new Error(`podman did not start: ${readFileSync(file("podman.log"), "utf8").slice(-1000)}`);
    await sleep(100);
  }
  const tar = await busyboxImage(TEST_IMAGE);
  await engine.json({ method: "POST", path: "/images/load?quiet=true", tar });
  engine.close();
  return {
    url: `unix://${socket}`,
    host: `${net}.2`,
    async remove() {
      await removeContainers(`unix://${socket}`);
      const gone = new Promise((resolve) => child.once("exit", resolve));
      if (child.exitCode === null && child.kill("SIGTERM")) await gone;
      closeNamespace(namespace);
      unmountBelow(directory);
      if (existsSync(directory)) rmSync(directory, { recursive: true, force: true });
    },
  };
}
