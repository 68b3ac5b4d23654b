import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fieldsOf, listOf, textIn } from "../../fallback-executors/docker/documents.ts";
import { createEngine } from "../../fallback-executors/docker/engine.ts";
import { busyboxImage } from "./busybox-image.ts";
import { closeNamespace, openNamespace, unmountBelow } from "./network-namespace.ts";
import { ensurePackages } from "./packages.ts";

/** A real Docker engine for tests, in a network namespace of its own: it touches no other engine's bridges or rules. */
export interface TestDockerd {
  /** `unix://…` */
  readonly url: string;
  /** Where published ports answer. */
  readonly host: string;
  /** Ends it as its service manager would; containers go with it. */
  stop(): Promise<void>;
  /** As a fault would: it has no time to do anything, and nobody has told its containers. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes all of it. */
  remove(): Promise<void>;
}

export const TEST_IMAGE = "busybox:local";

/**
 * @param directory  absolute; its files, on a disk that overlayfs takes
 * @param net  the first three numbers of a network that nothing else uses
 * @param namespace  of its network; another one for each engine of a process
 * @param flags  of `dockerd`, beside those that keep it to itself
 */
export async function startDockerd(
  directory: string,
  net = "10.97.31",
  namespace = `gd${process.pid}`,
  flags: readonly string[] = [],
): Promise<TestDockerd> {
  if (process.getuid?.() !== 0) throw new Error("a Docker engine for tests is started by root only");
  ensurePackages(
    ["/usr/sbin/dockerd", "/usr/sbin/iptables", "/bin/busybox"],
    ["docker.io", "iptables", "iproute2", "busybox-static"],
  );
  mkdirSync(directory, { recursive: true });
  const socket = join(directory, "docker.sock");
  openNamespace(namespace, net);
  let child: ChildProcess | undefined;
  /** Whether containers outlive it: then nobody else ends them. */
  let leavesContainers = flags.includes("--live-restore");
  const start = async (): Promise<void> => {
    const log = openSync(join(directory, "dockerd.log"), "a");
    child = spawn(
      "nsenter",
      [
        `--net=/run/netns/${namespace}`,
        "dockerd",
        "-H",
        `unix://${socket}`,
        "--data-root",
        join(directory, "data"),
        "--exec-root",
        join(directory, "exec"),
        "--pidfile",
        join(directory, "dockerd.pid"),
        "--exec-opt",
        "native.cgroupdriver=cgroupfs",
        ...flags,
      ],
      { stdio: ["ignore", log, log] },
    );
    closeSync(log);
    for (let tries = 0; !(await answers(socket)); tries += 1) {
      if (tries > 1200 || child.exitCode !== null)
        throw new Error(`dockerd did not start: ${tailOf(join(directory, "dockerd.log"))}`);
      await sleep(100);
    }
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const gone = new Promise((resolve) => running.once("exit", resolve));
    running.kill(signal);
    await gone;
  };
  await start();
  await load(socket, await busyboxImage(TEST_IMAGE));
  return {
    url: `unix://${socket}`,
    host: `${net}.2`,
    start,
    stop: () => end("SIGTERM"),
    async kill() {
      leavesContainers = true;
      await end("SIGKILL");
      // Its containerd dies with it: the next engine would wait in vain for one that is about to be gone.
      const pid = readFileSync(join(directory, "exec/containerd/containerd.pid"), "utf8").trim();
      while (existsSync(`/proc/${pid}`)) await sleep(50);
    },
    async remove() {
      if (leavesContainers) {
        if (child === undefined) await start();
        await removeContainers(`unix://${socket}`);
      }
      await end("SIGTERM");
      closeNamespace(namespace);
      unmountBelow(directory);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: "/_ping", timeout: 2000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on("error", () => resolve(false));
    asked.end();
  });
}

/** Of an engine that is going to be removed: all of them, whatever they do. */
export async function removeContainers(url: string): Promise<void> {
  const engine = createEngine({ url });
  for (const one of listOf(await engine.json({ path: "/containers/json?all=true" })))
    await engine.json({
      method: "DELETE",
      path: `/containers/${textIn(fieldsOf(one), "Id")}?force=true&v=true`,
    });
  engine.close();
}

function load(socketPath: string, image: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/x-tar", "content-length": image.length };
    const sent = request(
      { socketPath, method: "POST", path: "/images/load?quiet=true", headers },
      (answer) => {
        let text = "";
        answer.on("data", (chunk) => {
          text += String(chunk);
        });
        answer.on("end", () =>
          answer.statusCode === 200 ? resolve() : reject(new Error(`the image was not loaded: ${text}`)),
        );
      },
    );
    sent.on("error", reject);
    sent.end(image);
  });
}

function tailOf(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(-12).join("\n") : "it wrote nothing";
}
