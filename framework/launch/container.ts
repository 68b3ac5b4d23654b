import type {
  CommandInfo,
  ContainerInfo,
  ContainerInfoDockerInfo,
  EnvironmentVariable,
  LinuxInfo,
  NetworkInfo,
  Parameter,
  Volume,
} from "../../proto/generated/types.ts";
import type { TaskLaunch } from "../../offers/backend.ts";
import { argvIn, networkOf, startedBy } from "./containerizer.ts";
import { DEFAULT_PIDS_LIMIT } from "./launch-options.ts";
import type { LaunchOptions } from "./launch-options.ts";

/** Open files at most, and no core dumps: they would fill the sandbox. */
const OPEN_FILES_MAX = 65_536;

/** The program, in the words of what starts it. `refusalOf` has nothing against the task. */
export function commandOf(task: TaskLaunch, options: LaunchOptions): CommandInfo {
  const by = startedBy(task, options);
  const [program, ...args] = argvIn(by, task, options);
  const variables = variablesOf(task, options);
  const uris = task.files.map(({ url, name, executable }) => ({
    value: url,
    executable,
    extract: false,
    cache: false,
    output_file: name,
  }));
  return {
    ...(uris.length === 0 ? {} : { uris }),
    ...(variables.length === 0 ? {} : { environment: { variables } }),
    shell: false,
    // The Mesos containerizer executes `value`, whatever an image has as its entry point, with `arguments` as the whole
    // argv. That of Docker appends all of it to the entry point, which therefore is replaced: see `dockerContainer`.
    ...(by === "docker" ? {} : { value: program }),
    ...(by === "docker" ? (args.length === 0 ? {} : { arguments: args }) : { arguments: [program, ...args] }),
    // With Docker: who owns the sandbox.
    user: task.account.name,
  };
}

function variablesOf(
  { env, secretEnv = {} }: TaskLaunch,
  { secretVariables = false }: LaunchOptions,
): readonly EnvironmentVariable[] {
  return [
    ...Object.entries(env).map(([name, value]) => ({ name, value })),
    ...Object.entries(secretEnv).map(([name, value]) =>
      secretVariables
        ? ({ name, type: "SECRET", secret: { type: "VALUE", value: { data: Buffer.from(value) } } } as const)
        : { name, value },
    ),
  ];
}

/** What a task is started in; `undefined`: in nothing but the machine. */
export function containerOf(task: TaskLaunch, options: LaunchOptions): ContainerInfo | undefined {
  return startedBy(task, options) === "docker"
    ? dockerContainer(task, options)
    : mesosContainer(task, options);
}

function mesosContainer(task: TaskLaunch, options: LaunchOptions): ContainerInfo | undefined {
  const { image, shmMib } = task;
  const mounts = task.mounts
    // Without an image the task sees the machine's files where they are, with the rights of its account.
    .filter(({ source, path }) => image !== undefined || source !== path)
    .map(volumeOf);
  const network = networkInfoOf(task, options);
  const linux: LinuxInfo = {
    ...(image === undefined ? {} : NO_CAPABILITIES),
    ...(shmMib === undefined ? {} : { ipc_mode: "PRIVATE", shm_size: shmMib }),
  };
  if (image === undefined && mounts.length === 0 && network === undefined && shmMib === undefined)
    return undefined;
  return {
    type: "MESOS",
    ...(mounts.length === 0 ? {} : { volumes: mounts }),
    ...(image === undefined
      ? {}
      : {
          mesos: {
            image: {
              type: "DOCKER",
              docker: { name: image.ref },
              ...(image.pull === "always" ? { cached: false } : {}),
            },
          },
        }),
    ...(network === undefined ? {} : { network_infos: [network] }),
    ...(image === undefined && shmMib === undefined ? {} : { linux_info: linux }),
    ...(image === undefined ? {} : { rlimit_info: { rlimits: IMAGE_RLIMITS } }),
  };
}

/** None: not even for root. Only with an image, since otherwise the executor itself would be started without them. */
const NO_CAPABILITIES = { bounding_capabilities: {}, effective_capabilities: {} };

const IMAGE_RLIMITS = [
  { type: "RLMT_NOFILE", hard: OPEN_FILES_MAX, soft: OPEN_FILES_MAX },
  { type: "RLMT_CORE", hard: 0, soft: 0 },
] as const;

/** Port mappings are there only if something maps them. */
export function networkInfoOf(task: TaskLaunch, options: LaunchOptions): NetworkInfo | undefined {
  const site = networkOf(task, options);
  if (site === undefined) return undefined;
  const mappings = task.network?.mappings ?? [];
  return {
    name: site.name,
    ...(mappings.length === 0 || startedBy(task, options) === "docker"
      ? {}
      : { port_mappings: mappings.map(portMappingOf) }),
  };
}

function dockerContainer(task: TaskLaunch, options: LaunchOptions): ContainerInfo {
  const { image, scratch } = task;
  const site = networkOf(task, options);
  const network = networkInfoOf(task, options);
  const mappings = (task.network?.mappings ?? []).map(portMappingOf);
  const volumes: Volume[] = task.mounts.map(volumeOf);
  if (scratch?.path.startsWith("/") === true) {
    // The volume itself is mounted into the sandbox, the one place where Docker tasks can have it.
    volumes.push({ host_path: DOCKER_SCRATCH, container_path: scratch.path, mode: "RW" });
  }
  const docker: ContainerInfoDockerInfo = {
    image: image?.ref ?? "",
    network: site === undefined ? "HOST" : site.docker === "bridge" ? "BRIDGE" : "USER",
    ...(mappings.length === 0 ? {} : { port_mappings: mappings }),
    privileged: false,
    parameters: dockerParameters(task, options),
    force_pull_image: image?.pull === "always",
  };
  return {
    type: "DOCKER",
    ...(volumes.length === 0 ? {} : { volumes }),
    docker,
    // Of the bridge it has no effect but that statuses tell the address under this name.
    ...(network === undefined ? {} : { network_infos: [network] }),
  };
}

/** Each becomes `--key=value` of `docker run`. */
function dockerParameters(task: TaskLaunch, options: LaunchOptions): readonly Parameter[] {
  const { account, pids, shmMib, tmpfs } = task;
  const pidsMax = options.pidsLimit ?? DEFAULT_PIDS_LIMIT;
  const [program] = argvIn("docker", task, options);
  return [
    { key: "entrypoint", value: program },
    { key: "user", value: `${account.uid}:${account.gid}` },
    ...(account.groups ?? []).map((group) => ({ key: "group-add", value: String(group) })),
    { key: "cap-drop", value: "ALL" },
    { key: "security-opt", value: "no-new-privileges" },
    { key: "pids-limit", value: String(Math.min(pids ?? pidsMax, pidsMax)) },
    { key: "ulimit", value: `nofile=${OPEN_FILES_MAX}:${OPEN_FILES_MAX}` },
    { key: "ulimit", value: "core=0:0" },
    ...(shmMib === undefined ? [] : [{ key: "shm-size", value: `${shmMib}m` }]),
    ...tmpfs.map(({ path, mib }) => ({ key: "tmpfs", value: `${path}:rw,nosuid,nodev,size=${mib}m` })),
  ];
}

const DOCKER_SCRATCH = "godocker-scratch";

/** Where a scratch volume is mounted, as its resource says it. */
export function scratchPath(task: TaskLaunch, path: string, options: LaunchOptions): string {
  return startedBy(task, options) === "docker" && path.startsWith("/") ? DOCKER_SCRATCH : path;
}

function volumeOf({ source, path, mode }: TaskLaunch["mounts"][number]): Volume {
  return { container_path: path, host_path: source, mode: mode === "ro" ? "RO" : "RW" };
}

function portMappingOf(mapping: {
  readonly host: number;
  readonly container: number;
  readonly protocol: string;
}): {
  readonly host_port: number;
  readonly container_port: number;
  readonly protocol: string;
} {
  const { host, container, protocol } = mapping;
  return { host_port: host, container_port: container, protocol };
}
