import { randomBytes } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { makeSignInCode } from "../../auth/sign-in-code.ts";
import type { Config } from "../../config/loading/config.ts";
import { detectMachine } from "../../local-cluster/detect.ts";
import { startLocalCluster, type LocalCluster } from "../../local-cluster/start.ts";
import { startChild, type Child } from "./child.ts";
import { hostReport } from "../wiring/host-report.ts";
import { readSettings, StartError } from "../settings/settings.ts";

/** Everything on this machine, running. */
export interface Up {
  readonly url: string;
  readonly masterUrl: string | undefined;
  readonly tokenFile: string;
  readonly stateDirectory: string;
  readonly volumes: readonly { readonly name: string; readonly source: string }[];
  /** An address that signs a browser in, once and within ten minutes; the token is not in it. */
  signInUrl(): string;
  /** Tells API and scheduler to read the configuration again. */
  hangUp(): void;
  /** Ends everything but the tasks: they go on, and the next start finds them again. */
  stop(): Promise<void>;
}

export interface UpOptions {
  readonly config: readonly string[];
  readonly set: readonly string[];
  /** Directory for state and volumes, instead of the person's own. */
  readonly data?: string;
  readonly port?: string;
  readonly say: (message: string) => void;
}

const MIB = 1024 * 1024;

/**
 * Starts what is needed on this machine: the embedded cluster unless a Mesos is configured, a scheduler, an API; each
 * as a process of its own.
 * @throws StartError  for what a person can fix
 */
export async function startUp(options: UpOptions): Promise<Up> {
  const words = wordsOf(options);
  const first = readSettings(words);
  makeDirectory(first.stateDirectory, "the state directory");
  const set = [...words.set];
  if (first.volumes.length === 0) set.push(`volumes=${JSON.stringify([defaultVolume(options.data)])}`);
  const config = readSettings({ ...words, set });
  for (const { name, source } of config.volumes) makeDirectory(source, `volume ${name}`);
  makeDirectory(config.jobs.directory, "the job directory");
  const release = lockState(config.stateDirectory);
  const parts: { stop(): Promise<void> }[] = [];
  const roles: Child[] = [];
  const stop = async (): Promise<void> => {
    for (const part of parts.toReversed()) await part.stop();
    release();
  };
  try {
    let cluster: LocalCluster | undefined;
    if (isEmbedded(config)) {
      const principal = clusterCredentials(config);
      cluster = await startCluster(config, principal.file);
      parts.push(cluster);
      const [agent] = cluster.agents;
      const host = agent === undefined ? undefined : await hostReport(agent, principal);
      for (const line of host?.lines ?? []) options.say(line);
      set.push(`mesos.masters=${cluster.masterUrl}`);
      set.push(
        `mesos.principal=${principal.principal}`,
        `mesos.secretFile=${principal.secretFile}`,
        "jobs.shared=true",
        "mesos.containerizers=none", // its agents start no images
        "legacy.unstartableImages=run", // jobs of GoDocker 1.0 cannot but name one
        ...(host?.enforced.includes("pids") === true ? ["mesos.pidsLabel=godocker.pids"] : []),
      );
    } else if (config.docker?.url.startsWith("unix:") === true) set.push("jobs.shared=true"); // it is this machine
    const logs = join(config.stateDirectory, "log");
    makeDirectory(logs, "the log directory");
    const child = async (role: string, more: readonly string[] = []): Promise<Child> => {
      const args = [
        ...words.config.flatMap((file) => ["--config", file]),
        ...[...set, ...more].flatMap((one) => ["--set", one]),
      ];
      const started = await startChild({
        role,
        args,
        logFile: join(logs, `${role}.log`),
        onRestart: options.say,
      });
      parts.push(started);
      roles.push(started);
      return started;
    };
    const api = await child("api");
    const url = api.url ?? "";
    // What was bound, so that an API that is started again has the same address.
    await child("scheduler", config.server.publicUrl === undefined ? [`server.publicUrl=${url}`] : []);
    writeFileSync(join(config.stateDirectory, "server.json"), `${JSON.stringify({ url })}\n`, {
      mode: 0o600,
    });
    return {
      url,
      masterUrl: cluster?.masterUrl,
      tokenFile: config.auth.tokenFile,
      stateDirectory: config.stateDirectory,
      volumes: config.volumes,
      signInUrl: () => {
        const token = readFileSync(config.auth.tokenFile, "utf8").trim();
        return `${url}/#code=${makeSignInCode(token, Date.now())}`;
      },
      hangUp: () => {
        for (const role of roles) role.hangUp();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** No cluster is named: this machine is one. */
function isEmbedded({ docker, kubernetes, mesos: { masters }, swarm }: Config): boolean {
  return (
    (docker ?? swarm ?? kubernetes) === undefined && masters.kind === "addresses" && masters.urls.length === 0
  );
}

function wordsOf({ config, set, data, port }: UpOptions): {
  readonly config: readonly string[];
  readonly set: readonly string[];
} {
  return {
    config,
    set: [
      ...(data === undefined ? [] : [`stateDirectory=${join(data, "state")}`]),
      ...(port === undefined ? [] : [`server.listen=127.0.0.1:${port}`]),
      ...set,
    ],
  };
}

/** A volume `work` that belongs to the person, beside the state and not in it. */
function defaultVolume(data: string | undefined): {
  readonly name: string;
  readonly source: string;
  readonly mode: "rw";
} {
  const base = data ?? join(process.env.XDG_DATA_HOME ?? join(homedir(), ".local", "share"), "godocker");
  return { name: "work", source: join(base, "work"), mode: "rw" };
}

async function startCluster(config: Config, credentials: string): Promise<LocalCluster> {
  const { agents, cpusMilli, memoryBytes, diskBytes } = config.local;
  const machine = await detectMachine({ diskOf: config.stateDirectory });
  const cpus = (cpusMilli ?? machine.cpusMilli) / 1000;
  // An eighth of the memory, half a GiB at least, is left to everything else on this machine.
  const spareMib = Math.max(512, Math.floor(machine.memMib / 8));
  const memMib =
    memoryBytes === undefined ? Math.max(256, machine.memMib - spareMib) : Math.floor(memoryBytes / MIB);
  const diskMib = diskBytes === undefined ? machine.diskMib : Math.floor(diskBytes / MIB);
  try {
    return await startLocalCluster({
      directory: join(config.stateDirectory, "cluster"),
      credentials,
      agents: portsOfAgents(agents).map(([first, last]) => ({
        resources: `cpus:${cpus};mem:${memMib};disk:${diskMib};ports:[${first}-${last}]`,
      })),
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`the embedded cluster did not start: ${why}`, { cause });
  }
}

/** The ports that agents of Mesos have to give, and those below them, for agents that share a machine. */
function portsOfAgents(agents: number): readonly (readonly [first: number, last: number])[] {
  const each = Math.min(1001, Math.floor(12_000 / agents));
  return Array.from({ length: agents }, (_, agent) => {
    const last = 32_000 - agent * each;
    return [last - each + 1, last] as const;
  });
}

/** Principal and secret of the embedded master, made at the first start and readable by their owner only. */
function clusterCredentials(config: Config): {
  readonly principal: string;
  readonly file: string;
  readonly secretFile: string;
} {
  const directory = join(config.stateDirectory, "cluster");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const principal = "godocker";
  const file = join(directory, "credentials.json");
  const secretFile = join(directory, "secret");
  if (!existsSync(secretFile))
    writeFileSync(secretFile, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
  const secret = readFileSync(secretFile, "utf8").trim();
  writeFileSync(file, JSON.stringify({ credentials: [{ principal, secret }] }), { mode: 0o600 });
  return { principal, file, secretFile };
}

function makeDirectory(path: string, what: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const why =
      code === "ENOSPC"
        ? "the disk is full"
        : code === "EROFS"
          ? "the file system is read-only"
          : code === "EACCES"
            ? "this user may not write there"
            : cause instanceof Error
              ? cause.message
              : String(cause);
    throw new StartError(
      `${what} ${path} cannot be used: ${why}. Free it, or choose another one with --data DIR`,
      { cause },
    );
  }
}

/** One `up` per state directory: two would fight over the same agents. */
function lockState(directory: string): () => void {
  const file = join(directory, "up.pid");
  for (let tries = 0; ; tries += 1) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: "wx", mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (cause) {
      const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
      if (code !== "EEXIST") {
        const why = code === "ENOSPC" ? "the disk is full" : String(cause);
        throw new StartError(`the state directory ${dirname(file)} cannot be used: ${why}`, { cause });
      }
      const pid = Number(readFileSync(file, "utf8"));
      if (tries > 0 || isAlive(pid)) {
        throw new StartError(
          `GoDocker is already running on ${directory} (process ${pid}). Use it, stop it, or choose another directory with --data DIR`,
        );
      }
      rmSync(file, { force: true }); // left behind by one that was killed
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
