import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensurePackages } from "../../integration/services/packages.ts";
import { freePort } from "../../local-cluster/testing/free-port.ts";

const READY_MS = 30_000;

/** What one of its nodes claims; may be more than the machine has. */
export interface SlurmNode {
  readonly name: string;
  readonly cpus: number;
  readonly memMib: number;
  /** What jobs may ask for (`--constraint`). */
  readonly feature?: string;
  /** One model, by number. */
  readonly gpus?: { readonly model: string; readonly count: number };
}

/** A Slurm from Debian's packages, without systemd: a controller, and a daemon for each node. */
export interface Slurm extends AsyncDisposable {
  readonly version: string;
  /** For its commands. */
  readonly env: NodeJS.ProcessEnv;
  controllerPid(): number;
  /** Ends the controller by SIGKILL. */
  killController(): Promise<void>;
  /** Resolves when it answers. */
  startController(): Promise<void>;
  /** Ends the daemon of a node by SIGKILL. */
  killNode(name: string): Promise<void>;
  /** Resolves when that node can take jobs. */
  startNode(name: string): Promise<void>;
  /** Output of one of its commands. @throws Error  when it fails */
  run(program: string, args: readonly string[]): string;
}

/** @param conf  more lines of slurm.conf. Needs root */
export async function startSlurm(options: {
  readonly directory: string;
  readonly nodes: readonly SlurmNode[];
  readonly conf?: readonly string[];
}): Promise<Slurm> {
  if (process.getuid?.() !== 0)
    throw new Error("Slurm's daemons must be started by root: run this benchmark as root, or leave it out");
  ensurePackages(
    ["/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/bin/sbatch", "/usr/sbin/munged"],
    ["slurmctld", "slurmd", "slurm-client", "munge"],
  );
  const { conf: more = [], directory, nodes } = options;
  chmodSync(directory, 0o755);
  const host = hostname().split(".")[0] ?? "localhost";
  for (const name of ["ctld", "munge", ...nodes.map(({ name }) => `slurmd/${name}`)])
    mkdirSync(join(directory, name), { recursive: true });
  const { uid, gid } = munge();
  const munged = join(directory, "munge");
  const key = join(munged, "key");
  writeFileSync(key, randomBytes(1024), { mode: 0o400 });
  for (const path of [munged, key]) chownSync(path, uid, gid);
  chmodSync(munged, 0o755);
  const conf = join(directory, "slurm.conf");
  writeFileSync(
    conf,
    [
      "ClusterName=bench",
      `SlurmctldHost=${host}(127.0.0.1)`,
      `SlurmctldPort=${await freePort()}`,
      "SlurmUser=root",
      "SlurmdUser=root",
      "AuthType=auth/munge",
      `AuthInfo=socket=${munged}/socket`,
      "CredType=cred/munge",
      `StateSaveLocation=${directory}/ctld`,
      `SlurmdSpoolDir=${directory}/slurmd/%n`,
      `SlurmctldPidFile=${directory}/slurmctld.pid`,
      `SlurmdPidFile=${directory}/slurmd-%n.pid`,
      "ProctrackType=proctrack/pgid",
      "TaskPlugin=task/none",
      "SelectType=select/cons_tres",
      "SelectTypeParameters=CR_Core_Memory",
      "SchedulerType=sched/backfill",
      // What its guide for high throughput says: decide at once, look often; and plan to the second.
      "SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1,sched_min_interval=0,bf_resolution=1",
      "JobAcctGatherType=jobacct_gather/none",
      "AccountingStorageType=accounting_storage/none",
      "MpiDefault=none",
      "ReturnToService=2",
      "MaxJobCount=200000",
      "MaxArraySize=100001",
      "SlurmdParameters=config_overrides",
      "GresTypes=gpu",
      ...more,
      ...(await nodeLines(host, nodes)),
      "PartitionName=debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP",
      "",
    ].join("\n"),
  );
  writeFileSync(join(directory, "gres.conf"), `${gresLines(directory, nodes).join("\n")}\n`);
  const env = { ...process.env, SLURM_CONF: conf };
  const children: ChildProcess[] = [];
  const begin = (name: string, program: string, args: readonly string[]): ChildProcess => {
    const log = openSync(join(directory, `${name}.log`), "a");
    const child = spawn(program, args, { env, stdio: ["ignore", log, log] });
    children.push(child);
    return child;
  };
  const run = (program: string, args: readonly string[]): string => {
    const { status, stdout, stderr, error } = spawnSync(program, args, { env, encoding: "utf8" });
    if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr.trim()}`);
    return stdout;
  };
  const works = (program: string, args: readonly string[]): boolean => {
    const { status, stdout } = spawnSync(program, args, { env, encoding: "utf8" });
    return status === 0 && stdout.trim() !== "";
  };
  const endAll = (): void => {
    for (const child of children) child.kill("SIGKILL");
  };
  process.once("exit", endAll); // they would go on without this process
  const stop = async (): Promise<void> => {
    process.off("exit", endAll);
    for (const child of children.toReversed()) await end(child, "SIGTERM");
  };
  try {
    begin("munged", "setpriv", [
      `--reuid=${uid}`,
      `--regid=${gid}`,
      "--clear-groups",
      "munged",
      "-F",
      `--key-file=${key}`,
      `--socket=${munged}/socket`,
      `--pid-file=${munged}/pid`,
      `--log-file=${munged}/log`,
      `--seed-file=${munged}/seed`,
    ]);
    await ready("munged", () => works("munge", ["-n", "-S", `${munged}/socket`]));
    let controller = begin("slurmctld", "slurmctld", ["-D"]);
    const controllerIsReady = () => ready("slurmctld", () => works("sinfo", ["-h"]));
    await controllerIsReady();
    const daemons = new Map<string, ChildProcess>();
    const beginNode = (name: string) => daemons.set(name, begin(name, "slurmd", ["-D", "-N", name]));
    const nodeIsReady = (name: string) =>
      ready(`slurmd of ${name}`, () => works("sinfo", ["-h", "-n", name, "-t", "idle", "-o", "%T"]));
    for (const { name } of nodes) beginNode(name);
    for (const { name } of nodes) await nodeIsReady(name);
    return {
      version: run("sinfo", ["--version"]).trim(),
      env,
      controllerPid: () => controller.pid ?? 0,
      killController: () => end(controller, "SIGKILL"),
      async startController() {
        controller = begin("slurmctld", "slurmctld", ["-D"]);
        await controllerIsReady();
      },
      async killNode(name) {
        const daemon = daemons.get(name);
        if (daemon !== undefined) await end(daemon, "SIGKILL");
      },
      async startNode(name) {
        beginNode(name);
        await nodeIsReady(name);
      },
      run,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function nodeLines(host: string, nodes: readonly SlurmNode[]): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { cpus, feature, gpus, memMib, name } of nodes) {
    const words = [
      `NodeName=${name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${await freePort()}`,
      `CPUs=${cpus} RealMemory=${memMib} State=UNKNOWN`,
      ...(feature === undefined ? [] : [`Feature=${feature}`]),
      ...(gpus === undefined ? [] : [`Gres=gpu:${gpus.model}:${gpus.count}`]),
    ];
    lines.push(words.join(" "));
  }
  return lines;
}

/** GPUs are counted by their device files; what these are is nobody's business here. */
function gresLines(directory: string, nodes: readonly SlurmNode[]): readonly string[] {
  return nodes.flatMap(({ gpus, name }) =>
    gpus === undefined
      ? []
      : Array.from({ length: gpus.count }, (_, at) => {
          const file = join(directory, `${name}-gpu${at}`);
          symlinkSync("/dev/null", file);
          return `NodeName=${name} Name=gpu Type=${gpus.model} File=${file}`;
        }),
  );
}

function munge(): { readonly uid: number; readonly gid: number } {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((one) => one.startsWith("munge:"));
  const [, , uid, gid] = line?.split(":") ?? [];
  if (uid === undefined || gid === undefined) throw new Error("the package munge has made no user munge");
  return { uid: Number(uid), gid: Number(gid) };
}

async function ready(what: string, test: () => boolean): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (!test()) {
    if (performance.now() > deadline) throw new Error(`${what} was not ready within ${READY_MS / 1000} s`);
    await sleep(50);
  }
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await gone;
  clearTimeout(timer);
}
