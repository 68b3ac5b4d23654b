import type { ResourceVector } from "../../resources/vector.ts";

export type Containerizer = "mesos" | "docker";

/** How tasks are started on a site. */
export interface LaunchOptions {
  /** What the agents can start images with. Default both; none: jobs with an image are refused. */
  readonly containerizers?: readonly Containerizer[];
  /** Starts the images of jobs that do not say what should. Default: the first of `containerizers`. */
  readonly containerizer?: Containerizer;
  /** By the name that jobs use. */
  readonly networks?: Readonly<Record<string, SiteNetwork>>;
  /** Processes and threads in one container of Docker. Default 4096. */
  readonly pidsLimit?: number;
  /** A label of tasks by which the agents limit their processes, by number; absent: they know none. */
  readonly pidsLabel?: string;
  /** Agents resolve variables of the type SECRET (isolator `environment_secret`). Default: they are not asked to. */
  readonly secretVariables?: boolean;
  /** Where a container with an image sees its sandbox: the agents' flag `--sandbox_directory`. */
  readonly sandboxDirectory?: string;
  /** Runs beside each job, in a container of its own, for as long as the job does. */
  readonly sidecar?: SidecarOptions;
}

/** A network that jobs may be put into. */
export interface SiteNetwork {
  /** In the CNI configuration of the agents, and in Docker. Default: the name that jobs use. */
  readonly name?: string;
  /** `user`, the default: the network of that name in Docker. `bridge`: Docker's own bridge. */
  readonly docker?: "user" | "bridge";
  /** The CNI plug-in maps ports of the agent to those of the container (`mesos-cni-port-mapper`). Default false. */
  readonly mapsPorts?: boolean;
}

export interface SidecarOptions {
  /** Program and arguments, in the machine's or the image's file system. */
  readonly argv: readonly [string, ...string[]];
  /** Started by the Mesos containerizer. */
  readonly image?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Account on the agents. Default: that of the framework. */
  readonly user?: string;
  readonly cpusMilli: number;
  readonly memMib: number;
  readonly diskMib?: number;
}

export const DEFAULT_PIDS_LIMIT = 4096;
/** Source: Mesos documentation, agent flag `--sandbox_directory`. */
export const DEFAULT_SANDBOX_DIRECTORY = "/mnt/mesos/sandbox";

export function containerizersOf({ containerizers, sidecar }: LaunchOptions): readonly Containerizer[] {
  const all = containerizers ?? ["mesos", "docker"];
  // Mesos starts a group of tasks with its own containerizer only.
  return sidecar === undefined ? all : all.filter((one) => one !== "docker");
}

/** What Mesos asks at least for the executor of a group is 0.01 cpus, 32 MiB and some disk. */
const GROUP_EXECUTOR: ResourceVector = { cpusMilli: 100, memMib: 32, diskMib: 32, gpus: 0 };

/** What the parts beside a task take of the same agent: to be added to the need of every job. */
export function partsBeside({ sidecar }: LaunchOptions):
  | {
      readonly executor: ResourceVector;
      readonly sidecar: ResourceVector;
    }
  | undefined {
  if (sidecar === undefined) return undefined;
  const { cpusMilli, memMib, diskMib = 0 } = sidecar;
  return { executor: GROUP_EXECUTOR, sidecar: { cpusMilli, memMib, diskMib, gpus: 0 } };
}

/** @throws RangeError  for options that cannot work */
export function checkLaunchOptions(options: LaunchOptions): void {
  const { containerizer, sidecar, pidsLimit = DEFAULT_PIDS_LIMIT } = options;
  if (containerizer !== undefined && !containerizersOf(options).includes(containerizer)) {
    const why = sidecar === undefined ? "it is not among them" : "a sidecar needs the Mesos containerizer";
    throw new RangeError(`"${containerizer}" cannot be the containerizer of the site: ${why}`);
  }
  if (!Number.isSafeInteger(pidsLimit) || pidsLimit < 1) {
    throw new RangeError(`the limit of processes must be a whole number above 0, not ${pidsLimit}`);
  }
  if (sidecar !== undefined && !(sidecar.cpusMilli > 0 && sidecar.memMib > 0)) {
    throw new RangeError("the sidecar needs some cpus and some memory");
  }
}
