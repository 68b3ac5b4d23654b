import type { TaskLaunch } from "../../offers/backend.ts";
import { scratchPath } from "../docker/container.ts";
import { LABELS, SANDBOX } from "../docker/docker-options.ts";
import type { SwarmOptions } from "./swarm-options.ts";

const MIB = 1024 * 1024;
/** Of the sandbox, which is in memory: a swarm has no directory of a task's own. */
const SANDBOX_MIB = 64;

/** A file of a task, stored in the swarm. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly executable: boolean;
}

/** Why no service can be what the task asks for, a sentence for people; `undefined` when one can. */
export function refusalOf(task: TaskLaunch, options: SwarmOptions): string | undefined {
  const { account, image, network } = task;
  if (image === undefined) return "Swarm starts images only, and it names none";
  if (!/^[A-Za-z0-9][^\s\p{Cc}]*$/u.test(image.ref)) return `"${image.ref}" is no name of an image`;
  if (account.uid === 0 && account.name !== "root")
    return `the account ${account.name} has the user id of root`;
  if (account.uid === undefined || account.gid === undefined)
    return `Docker knows accounts by numbers only, and uid and gid of ${account.name} are not known; configure them`;
  if (network !== undefined && options.networks[network.name] === undefined)
    return `the network "${network.name}" is not configured for this cluster`;
  return undefined;
}

/** Unique for ever, as task ids are. Source: Docker Engine API, names of services. */
export function serviceName(installation: string, taskId: string): string {
  return `${installation}-${taskId}`
    .replaceAll(/[^a-zA-Z0-9-]/g, "-")
    .slice(-63)
    .replace(/^-+/, "");
}

/** The body of `POST /services/create`: one task on one node, never started again. */
export function serviceBody(
  task: TaskLaunch,
  node: string,
  files: readonly StoredFile[],
  options: SwarmOptions,
): Readonly<Record<string, unknown>> {
  const { account, argv, env, secretEnv, image, network, resources, ports } = task;
  const [program, ...args] = argv;
  const memMib = task.memoryLimitMib ?? resources.memMib;
  const { uid, gid } = account;
  const overlay = network === undefined ? undefined : options.networks[network.name];
  return {
    Name: serviceName(options.installation, task.taskId),
    Labels: {
      ...task.labels,
      [LABELS.installation]: options.installation,
      [LABELS.task]: task.taskId,
      [LABELS.name]: task.name,
      [LABELS.holding]: JSON.stringify({ resources, ports: ports.map(({ port }) => port), gpus: [], node }),
    },
    Mode: { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 1 } },
    TaskTemplate: {
      RestartPolicy: { Condition: "none" },
      Placement: { Constraints: [`node.id==${node}`] },
      LogDriver: { Name: "local", Options: { "max-size": "1t", "max-file": "1", compress: "false" } },
      Resources: {
        Limits: {
          NanoCPUs: resources.cpusMilli * 1_000_000,
          MemoryBytes: memMib * MIB,
          Pids: Math.min(task.pids ?? options.pidsLimit, options.pidsLimit),
        },
        Reservations: {
          NanoCPUs: resources.cpusMilli * 1_000_000,
          MemoryBytes: resources.memMib * MIB,
          ...(resources.gpus === 0
            ? {}
            : {
                GenericResources: [
                  { DiscreteResourceSpec: { Kind: options.gpuResource, Value: resources.gpus } },
                ],
              }),
        },
      },
      ...(overlay === undefined ? {} : { Networks: [{ Target: overlay }] }),
      ContainerSpec: {
        Image: image?.ref,
        Command: [
          program.includes("/") && !program.startsWith("/") ? `${SANDBOX}/${program}` : program,
          ...args,
        ],
        Dir: SANDBOX,
        User: `${uid}:${gid}`,
        ...(task.account.groups === undefined ? {} : { Groups: task.account.groups.map(String) }),
        Env: Object.entries({ ...env, ...secretEnv }).map(([name, value]) => `${name}=${value}`),
        Init: true,
        StopGracePeriod: Math.round(task.graceMs) * 1_000_000,
        CapabilityDrop: ["ALL"],
        Labels: { [LABELS.installation]: options.installation, [LABELS.task]: task.taskId },
        Mounts: mountsOf(task),
        Configs: files.map(({ id, name, path, executable }) => ({
          ConfigID: id,
          ConfigName: name,
          File: {
            Name: `${SANDBOX}/${path}`,
            UID: `${uid}`,
            GID: `${gid}`,
            Mode: executable ? 0o500 : 0o400,
          },
        })),
      },
    },
    EndpointSpec: { Ports: publishedPorts(task) },
  };
}

function mountsOf({ account, mounts, scratch, shmMib, tmpfs }: TaskLaunch): readonly object[] {
  const memory = [...(shmMib === undefined ? [] : [{ path: "/dev/shm", mib: shmMib }]), ...tmpfs];
  return [
    ...mounts.map(({ source, path, mode }) => ({
      Type: "bind",
      Source: source,
      Target: path,
      ReadOnly: mode === "ro",
    })),
    ...memory.map(({ path, mib }) => ({
      Type: "tmpfs",
      Target: path,
      TmpfsOptions: { SizeBytes: mib * MIB, Mode: 0o1777 },
    })),
    ownMemory(account, SANDBOX, SANDBOX_MIB),
    ...(scratch === undefined ? [] : [ownMemory(account, scratchPath(scratch.path), scratch.mib)]),
  ];
}

/** A file system in memory of the account's own. A mount of type `tmpfs` belongs to root where an image has the path. */
function ownMemory({ uid, gid }: TaskLaunch["account"], path: string, mib: number): object {
  return {
    Type: "volume",
    Target: path,
    VolumeOptions: {
      NoCopy: true,
      DriverConfig: {
        Name: "local",
        Options: { type: "tmpfs", device: "tmpfs", o: `size=${mib}m,uid=${uid},gid=${gid},mode=0700` },
      },
    },
  };
}

function publishedPorts({ ports, network }: TaskLaunch): readonly object[] {
  const mappings = network?.mappings ?? [];
  const mapped = new Set(mappings.map(({ host }) => host));
  const publish = (host: number, container: number, protocol: string): object => ({
    Protocol: protocol,
    PublishMode: "host",
    PublishedPort: host,
    TargetPort: container,
  });
  return [
    ...mappings.map(({ host, container, protocol }) => publish(host, container, protocol)),
    ...ports.filter(({ port }) => !mapped.has(port)).map(({ port }) => publish(port, port, "tcp")),
  ];
}
