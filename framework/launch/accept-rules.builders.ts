// What a Mesos master checks of an ACCEPT, written down a second time: for the calls that no embedded master can judge.
import type {
  ContainerInfo,
  ExecutorInfo,
  OfferOperation,
  Resource,
  SchedulerCall,
  TaskInfo,
} from "../../proto/generated/types.ts";

export interface OfferedForRules {
  readonly resources: readonly Resource[];
  readonly agentId: string;
  readonly principal: string | undefined;
}

/** All that a master or an agent would have against the call, one sentence each. */
export function acceptProblems(call: SchedulerCall, offered: OfferedForRules): readonly string[] {
  const problems: string[] = [];
  const accept = call.accept;
  if (call.type !== "ACCEPT" || accept === undefined) return ["it is no ACCEPT"];
  const ids = (accept.offer_ids ?? []).map(({ value }) => value);
  if (ids.length === 0) problems.push("No offers specified");
  if (new Set(ids).size < ids.length) problems.push("Duplicate offer");
  const pool = new Amounts(offered.resources);
  const seen = new Set<string>();
  for (const operation of accept.operations ?? []) {
    problems.push(...operationProblems(operation, offered, pool, seen));
  }
  if ((accept.operations ?? []).length === 0) problems.push("it is a decline in disguise");
  return problems;
}

function operationProblems(
  operation: OfferOperation,
  offered: OfferedForRules,
  pool: Amounts,
  seen: Set<string>,
): readonly string[] {
  switch (operation.type) {
    case "LAUNCH": {
      const tasks = operation.launch?.task_infos ?? [];
      return [
        ...(operation.id === undefined ? [] : ["The `id` field cannot be set on LAUNCH operations"]),
        ...(tasks.length === 1 ? [] : ["one task an operation"]),
        ...tasks.flatMap((task) => [
          ...taskProblems(task, offered.agentId, seen),
          ...pool.take(task.resources ?? []),
        ]),
      ];
    }
    case "LAUNCH_GROUP": {
      const { executor, task_group: group } = operation.launch_group ?? {};
      if (executor === undefined || group === undefined) return ["no group"];
      const tasks = group.tasks ?? [];
      const all = [...(executor.resources ?? []), ...tasks.flatMap(({ resources }) => resources ?? [])];
      return [
        ...(operation.id === undefined ? [] : ["The `id` field cannot be set on LAUNCH_GROUP operations"]),
        ...executorProblems(executor),
        ...tasks.flatMap((task) => [
          ...taskProblems(task, offered.agentId, seen),
          ...(task.container?.type === "DOCKER" ? ["Docker ContainerInfo is not supported on the task"] : []),
          ...(task.limits !== undefined && task.container?.linux_info?.share_cgroups !== false
            ? ["Resource limits may only be set … when the 'share_cgroups' field is set to 'false'"]
            : []),
        ]),
        ...(new Set(tasks.map(({ container }) => container?.linux_info?.share_cgroups !== false)).size > 1
          ? ["the value of 'share_cgroups' must be the same for all tasks"]
          : []),
        ...mixProblems(all),
        ...pool.take(all),
      ];
    }
    case "RESERVE":
      return (operation.reserve?.resources ?? []).flatMap((resource) => {
        const stack = resource.reservations ?? [];
        const last = stack.at(-1);
        const under = stack.at(-2);
        return [
          ...(last?.type === "DYNAMIC" ? [] : ["is not dynamically reserved"]),
          ...(last?.role === resource.allocation_info?.role
            ? []
            : ["reserved for a role it is not allocated to"]),
          ...(last?.principal === offered.principal ? [] : ["the principal does not match"]),
          ...(under === undefined || last?.role?.startsWith(`${under.role}/`) === true
            ? []
            : ["is not a refinement"]),
          ...pool.take([{ ...resource, reservations: stack.slice(0, -1) }]),
          ...pool.give([resource]),
        ];
      });
    case "CREATE":
      return (operation.create?.volumes ?? []).flatMap((volume) => {
        const { disk, ...plain } = volume;
        return [
          ...((volume.reservations ?? []).length > 0
            ? []
            : ["volumes cannot be created from unreserved resources"]),
          ...(disk?.persistence?.principal === offered.principal ? [] : ["the principal does not match"]),
          ...(disk?.volume?.mode === "RW" && disk.volume.host_path === undefined ? [] : ["no proper volume"]),
          ...(seen.has(`volume ${disk?.persistence?.id}`) ? ["Persistence ID is not unique"] : []),
          ...idProblems(disk?.persistence?.id ?? ""),
          ...pool.take([plain]),
          ...pool.give([volume]),
        ];
      });
    case "DESTROY":
      return (operation.destroy?.volumes ?? []).flatMap((volume) => {
        const { disk, ...plain } = volume;
        return [
          ...(disk?.persistence === undefined ? ["Persistent volumes not found"] : []),
          ...pool.take([volume]),
          ...pool.give([plain]),
        ];
      });
    case "UNRESERVE":
      return (operation.unreserve?.resources ?? []).flatMap((resource) => {
        const stack = resource.reservations ?? [];
        return [
          ...(stack.at(-1)?.type === "DYNAMIC" ? [] : ["is not dynamically reserved"]),
          ...(resource.disk === undefined ? [] : ["A persistent volume cannot be unreserved directly"]),
          ...pool.take([resource]),
          ...pool.give([{ ...resource, reservations: stack.slice(0, -1) }]),
        ];
      });
    default:
      return [`${operation.type} is not ours to use`];
  }
}

function taskProblems(task: TaskInfo, agentId: string, seen: Set<string>): readonly string[] {
  const { command, executor, container, resources = [], limits = {} } = task;
  const id = task.task_id.value;
  const repeated = seen.has(id);
  seen.add(id);
  const amount = (name: string): number =>
    resources.reduce((sum, one) => sum + (one.name === name ? (one.scalar?.value ?? 0) : 0), 0);
  const isDocker = container?.type === "DOCKER";
  return [
    ...idProblems(id),
    ...(repeated ? ["Task has duplicate ID"] : []),
    ...(task.agent_id.value === agentId ? [] : ["Task uses invalid agent"]),
    ...((task.kill_policy?.grace_period?.nanoseconds ?? 0) >= 0 ? [] : ["grace_period must be non-negative"]),
    ...((task.max_completion_time?.nanoseconds ?? 0) >= 0
      ? []
      : ["max_completion_time must be non-negative"]),
    ...(resources.length > 0 ? [] : ["Task uses no resources"]),
    ...mixProblems(resources),
    ...(Number.isInteger(amount("gpus")) ? [] : ["The 'gpus' resource must be an unsigned integer"]),
    ...(isDocker && amount("gpus") > 0 ? ["Docker gets no GPUs"] : []),
    ...((command === undefined) === (executor === undefined)
      ? ["CommandInfo or ExecutorInfo, not both"]
      : []),
    ...(command?.environment?.variables ?? []).flatMap(({ name, value }) =>
      value === undefined ? [`Environment variable '${name}' must have a value set`] : [],
    ),
    ...(command?.user === undefined || command.user !== "" ? [] : ["nobody to run as"]),
    ...argvProblems(task),
    ...(container === undefined ? [] : containerProblems(container, resources)),
    ...Object.entries(limits).flatMap(([name, { value }]) => [
      ...(name === "cpus" || name === "mem" ? [] : ["Only cpus and mem may be included"]),
      ...(value >= amount(name) ? [] : [`The ${name} limit must be greater than or equal to the request`]),
    ]),
  ];
}

function argvProblems({ command, container }: TaskInfo): readonly string[] {
  if (command === undefined) return [];
  if (command.shell !== false) return ["a shell would read it"];
  const parameters = container?.docker?.parameters ?? [];
  if (container?.type !== "DOCKER") {
    return command.value !== undefined && command.arguments?.[0] === command.value
      ? []
      : ["without Docker the arguments begin with the program"];
  }
  return command.value === undefined && parameters.some(({ key }) => key === "entrypoint")
    ? []
    : ["with Docker the program replaces the entry point"];
}

function containerProblems(container: ContainerInfo, resources: readonly Resource[]): readonly string[] {
  const { docker, mesos, volumes = [], network_infos: networks = [] } = container;
  const isDocker = container.type === "DOCKER";
  const ownPorts = resources.flatMap(({ name, ranges }) => (name === "ports" ? (ranges?.range ?? []) : []));
  const mappings = [
    ...(docker?.port_mappings ?? []),
    ...networks.flatMap((network) => network.port_mappings ?? []),
  ];
  const keys = new Set((docker?.parameters ?? []).map(({ key }) => key));
  return [
    ...(isDocker === (docker !== undefined) && (!isDocker || mesos === undefined)
      ? []
      : ["the wrong container"]),
    ...volumes.flatMap(({ host_path: host, image, source }) =>
      [host, image, source].filter((from) => from !== undefined).length === 1
        ? []
        : ["Only one of them should be set"],
    ),
    ...(keys.has("name") ? ["Parameter in DockerInfo must not be 'name'"] : []),
    ...(isDocker && !["user", "cap-drop", "security-opt", "pids-limit"].every((key) => keys.has(key))
      ? ["not hardened"]
      : []),
    ...(docker?.privileged === true ? ["privileged"] : []),
    ...(docker?.network === "USER" && (networks.length !== 1 || networks[0]?.name === undefined)
      ? ["No network name found in network info"]
      : []),
    ...(docker?.network === "HOST" && mappings.length > 0 ? ["Port mappings need a network"] : []),
    ...mappings.flatMap(({ host_port: port }) =>
      ownPorts.some(({ begin, end }) => begin <= port && port <= end)
        ? []
        : [`Port [${port}] not included in resources`],
    ),
    ...(isDocker && (container.linux_info !== undefined || container.rlimit_info !== undefined)
      ? ["only for the Mesos containerizer"]
      : []),
    ...(container.linux_info?.shm_size !== undefined && container.linux_info.ipc_mode !== "PRIVATE"
      ? ["Only support specifying the size of /dev/shm when the IPC mode is `PRIVATE`"]
      : []),
  ];
}

function executorProblems(executor: ExecutorInfo): readonly string[] {
  const amount = (name: string): number =>
    (executor.resources ?? []).reduce(
      (sum, one) => sum + (one.name === name ? (one.scalar?.value ?? 0) : 0),
      0,
    );
  return [
    ...(executor.type === "DEFAULT" && executor.command === undefined ? [] : ["not the executor of Mesos"]),
    ...(executor.framework_id === undefined ? ["'ExecutorInfo.framework_id' must be set"] : []),
    ...idProblems(executor.executor_id.value),
    ...(amount("cpus") >= 0.01 ? [] : ["uses less CPUs than the minimum required (0.01)"]),
    ...(amount("mem") >= 32 ? [] : ["uses less memory than the minimum required (32MB)"]),
    ...(amount("disk") > 0 ? [] : ["uses no disk"]),
    ...(executor.container?.type === "DOCKER"
      ? ["Docker ContainerInfo is not supported on the executor"]
      : []),
  ];
}

function mixProblems(resources: readonly Resource[]): readonly string[] {
  const kinds = new Map<string, boolean>();
  return resources.flatMap(({ name, revocable }) => {
    const before = kinds.get(name) ?? revocable !== undefined;
    kinds.set(name, before);
    return before === (revocable !== undefined) ? [] : [`both revocable and non-revocable '${name}'`];
  });
}

function idProblems(id: string): readonly string[] {
  if (id === "" || id === "." || id === "..") return [`'${id}' is disallowed`];
  // oxlint-disable-next-line no-control-regex -- control characters are what is not allowed
  return Buffer.byteLength(id) > 255 || /[/\\\u0000-\u001f\u007f]/.test(id) ? [`'${id}' is invalid`] : [];
}

/** Resources by what Mesos adds up: equal but for the amount. */
class Amounts {
  readonly #milli = new Map<string, number>();
  readonly #ports = new Map<string, Set<number>>();

  constructor(resources: readonly Resource[]) {
    this.give(resources);
  }

  give(resources: readonly Resource[]): readonly string[] {
    for (const resource of resources) {
      const key = classOf(resource);
      const milli = Math.round((resource.scalar?.value ?? 0) * 1000);
      if (resource.type === "SCALAR") this.#milli.set(key, (this.#milli.get(key) ?? 0) + milli);
      else this.#ports.set(key, new Set([...(this.#ports.get(key) ?? []), ...elements(resource)]));
    }
    return [];
  }

  take(resources: readonly Resource[]): readonly string[] {
    return resources.flatMap((resource) => {
      const key = classOf(resource);
      if (resource.type === "SCALAR") {
        const value = resource.scalar?.value ?? 0;
        const milli = Math.round(value * 1000);
        const left = (this.#milli.get(key) ?? 0) - milli;
        this.#milli.set(key, left);
        return [
          ...(milli > 0 && value === milli / 1000
            ? []
            : [`Invalid scalar resource: ${resource.name} ${value}`]),
          ...(left >= 0 ? [] : [`more ${resource.name} than available`]),
        ];
      }
      const there = this.#ports.get(key) ?? new Set();
      const wanted = elements(resource);
      return [
        ...(new Set(wanted).size === wanted.length ? [] : ["overlapping ranges"]),
        ...wanted.flatMap((port) => (there.delete(port) ? [] : [`port ${port} is not available`])),
      ];
    });
  }
}

function elements({ ranges }: Resource): readonly number[] {
  return (ranges?.range ?? []).flatMap(({ begin, end }) =>
    Array.from({ length: end - begin + 1 }, (_, index) => begin + index),
  );
}

function classOf(resource: Resource): string {
  const { name, type, reservations = [], allocation_info: allocation, disk, revocable, shared } = resource;
  // Where a volume is mounted is the task's affair, not the volume's.
  const persistence = disk?.persistence;
  return JSON.stringify([name, type, reservations.map(sorted), allocation, persistence, revocable, shared]);
}

/** Whatever the order of members. */
function sorted(value: object): unknown {
  return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
