import type { TaskLaunch } from "../../offers/backend.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import { fieldsOf, listOf, numberIn, textIn, type Fields } from "./documents.ts";
import { LABELS, SANDBOX, type DockerOptions } from "./docker-options.ts";

const MIB = 1024 * 1024;
/** No core dumps: they would fill the disk. Open files are limited as the engine limits them. */
const ULIMITS = [{ Name: "core", Soft: 0, Hard: 0 }];

/** Why no container can be what the task asks for, a sentence for people; `undefined` when one can. */
export function refusalOf(task: TaskLaunch, options: DockerOptions): string | undefined {
  const { account, image, network, mounts, tmpfs, scratch, memoryLimitMib, resources } = task;
  if (image === undefined) return "Docker starts images only, and it names none";
  if (!/^[A-Za-z0-9][^\s\p{Cc}]*$/u.test(image.ref)) return `"${image.ref}" is no name of an image`;
  if (image.containerizer === "mesos") return "it wants the containerizer of Mesos";
  if (account.uid === undefined || account.gid === undefined)
    return `Docker knows accounts by numbers only, and uid and gid of ${account.name} are not known; configure them`;
  if (account.uid === 0 && account.name !== "root")
    return `the account ${account.name} has the user id of root`;
  if (network !== undefined && options.networks[network.name] === undefined)
    return `the network "${network.name}" is not configured for this cluster`;
  const paths = [...mounts.flatMap(({ source, path }) => [source, path]), ...tmpfs.map(({ path }) => path)];
  const relative = paths.find((path) => !path.startsWith("/"));
  if (relative !== undefined) return `"${relative}" is no absolute path, so it cannot be mounted`;
  if (scratch?.path.split("/").some((word) => word === ".." || word === ".") === true || scratch?.path === "")
    return `"${scratch.path}" is no place for a scratch volume`;
  if (memoryLimitMib !== undefined && memoryLimitMib < resources.memMib)
    return `its memory may not grow to ${memoryLimitMib} MiB, which is less than the ${resources.memMib} MiB it asks for`;
  return undefined;
}

/** Unique for ever, as task ids are. */
export function containerName(installation: string, taskId: string): string {
  return `${installation.replaceAll(/[^a-zA-Z0-9_.-]/g, "-")}-${taskId}`;
}

/**
 * The body of `POST /containers/create`. `refusalOf` has nothing against the task.
 * @param gpus  those that are the task's
 */
export function containerBody(
  task: TaskLaunch,
  options: DockerOptions,
  gpus: readonly string[],
): Readonly<Record<string, unknown>> {
  const { account, argv, env, secretEnv, image, network, resources, ports, scratch } = task;
  const [program, ...args] = argv;
  const pidsMax = options.pidsLimit;
  const memMib = task.memoryLimitMib ?? resources.memMib;
  const published = publishedPorts(task);
  const networkMode = network === undefined ? options.network : options.networks[network.name];
  return {
    Image: image?.ref,
    Entrypoint: [program.includes("/") && !program.startsWith("/") ? `${SANDBOX}/${program}` : program],
    Cmd: args,
    WorkingDir: SANDBOX,
    User: `${account.uid}:${account.gid}`,
    Env: Object.entries({ ...env, ...secretEnv }).map(([name, value]) => `${name}=${value}`),
    Labels: {
      ...task.labels,
      [LABELS.installation]: options.installation,
      [LABELS.task]: task.taskId,
      [LABELS.name]: task.name,
      [LABELS.holding]: JSON.stringify({ resources, ports: ports.map(({ port }) => port), gpus }),
    },
    StopSignal: "SIGTERM",
    ExposedPorts: Object.fromEntries(published.map(({ inside }) => [inside, {}])),
    HostConfig: {
      Init: true, // somebody must reap what a job leaves behind
      AutoRemove: false,
      ...(account.groups === undefined ? {} : { GroupAdd: account.groups.map(String) }),
      NanoCpus: resources.cpusMilli * 1_000_000,
      CpuShares: Math.max(2, Math.round((resources.cpusMilli * 1024) / 1000)),
      Memory: memMib * MIB,
      MemorySwap: memMib * MIB, // memory and swap together: no swap
      ...(memMib === resources.memMib ? {} : { MemoryReservation: resources.memMib * MIB }),
      PidsLimit: Math.min(task.pids ?? pidsMax, pidsMax),
      ...(task.shmMib === undefined ? {} : { ShmSize: task.shmMib * MIB }),
      Ulimits: ULIMITS,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      Privileged: false,
      RestartPolicy: { Name: "no" },
      // Byte-exact, which json-file is for text only; kept whole, since output is read by its offset.
      LogConfig: { Type: "local", Config: { "max-size": "1t", "max-file": "1", compress: "false" } },
      NetworkMode: networkMode,
      PortBindings: Object.fromEntries(
        published.map(({ inside, host }) => [inside, [{ HostPort: String(host) }]]),
      ),
      Mounts: [
        ...task.mounts.map(({ source, path, mode }) => ({
          Type: "bind",
          Source: source,
          Target: path,
          ReadOnly: mode === "ro",
          BindOptions: { Propagation: "rprivate" },
        })),
        // Without a name: it goes with the container.
        ...(scratch === undefined ? [] : [{ Type: "volume", Target: scratchPath(scratch.path) }]),
      ],
      Tmpfs: Object.fromEntries(
        task.tmpfs.map(({ path, mib }) => [path, `rw,nosuid,nodev,size=${mib}m,mode=1777`]),
      ),
      DeviceRequests:
        gpus.length === 0 ? [] : [{ Driver: "", DeviceIDs: gpus, Capabilities: [["gpu"]], Options: {} }],
    },
  };
}

export function scratchPath(path: string): string {
  return path.startsWith("/") ? path : `${SANDBOX}/${path}`;
}

/** Host ports of a task are reached under the same number inside, unless its network maps them. */
function publishedPorts({
  ports,
  network,
}: TaskLaunch): readonly { readonly inside: string; readonly host: number }[] {
  const mappings = network?.mappings ?? [];
  const mapped = new Set(mappings.map(({ host }) => host));
  return [
    ...mappings.map(({ host, container, protocol }) => ({ host, inside: `${container}/${protocol}` })),
    ...ports
      .filter(({ port }) => !mapped.has(port))
      .flatMap(({ port }) => [{ host: port, inside: `${port}/tcp` }]),
  ];
}

export interface ReadHolding {
  readonly resources: ResourceVector;
  readonly ports: readonly number[];
  readonly gpus: readonly string[];
}

/** What a container of ours holds, as its label says. */
export function holdingIn(labels: Readonly<Record<string, string>>): ReadHolding {
  let fields: Fields = {};
  try {
    fields = fieldsOf(JSON.parse(labels[LABELS.holding] ?? "{}"));
  } catch {
    // Somebody changed the label: it holds nothing that we know of.
  }
  const resources = fieldsOf(fields["resources"]);
  const amount = (name: string): number => Math.max(0, numberIn(resources, name) ?? 0);
  return {
    resources: {
      cpusMilli: amount("cpusMilli"),
      memMib: amount("memMib"),
      diskMib: amount("diskMib"),
      gpus: amount("gpus"),
    },
    ports: listOf(fields["ports"]).filter((port): port is number => Number.isInteger(port)),
    gpus: listOf(fields["gpus"]).filter((id): id is string => typeof id === "string"),
  };
}

/** Of `GET /containers/json`, ours only. */
export interface ListedContainer {
  readonly id: string;
  readonly taskId: string;
  /** `created`, `running`, `paused`, `exited`, `dead` … */
  readonly state: string;
  readonly holding: ReadHolding;
  /** The node's name, where there are several. */
  readonly node: string | undefined;
}

export function listedContainer(value: unknown, installation: string): ListedContainer | undefined {
  const fields = fieldsOf(value);
  const labels = fieldsOf(fields["Labels"]) as Readonly<Record<string, string>>; // labels are texts
  const id = textIn(fields, "Id");
  const taskId = labels[LABELS.task];
  if (id === undefined || typeof taskId !== "string" || labels[LABELS.installation] !== installation)
    return undefined;
  const [state, node] = [textIn(fields, "State") ?? "", nodeOfListed(fields)];
  return { id, taskId, state, holding: holdingIn(labels), node };
}

/** On a classic Swarm names begin with that of the node. */
function nodeOfListed(listed: Fields): string | undefined {
  for (const name of listOf(listed["Names"])) {
    const [, node, own] = typeof name === "string" ? name.split("/") : [];
    if (node !== undefined && own !== undefined) return node;
  }
  return undefined;
}
