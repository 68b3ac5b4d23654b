import type { TaskLaunch } from "../../offers/backend.ts";
import type { Holding } from "../backend/derived-offers.ts";
import { fieldsOf, listOf, numberIn, textIn, textsIn, type Fields } from "../docker/documents.ts";
import { ANNOTATIONS, CONTAINER, LABELS, SANDBOX, type KubernetesOptions } from "./kubernetes-options.ts";
import { labelValue, podName } from "./labels.ts";
import { namespaceOf, ownerOf, pullSecretsOf } from "./names.ts";

/** Where a task goes, as its offer said. */
export interface PodPlace {
  readonly node: string;
  readonly hasDisk: boolean;
}

/** Most of a secret. Source: Kubernetes documentation, "Secrets". */
const SECRET_BYTES_MAX = 1024 * 1024;
/** Longest time of a pod, in seconds: there must be one, for it to be made shorter. */
const FOR_EVER = 2_147_483_647;
/** Of which its image may take so much. When its program begins, the rest is taken off again. */
const START_SECONDS = 3600;

/** Why no pod can be what the task asks for, a sentence for people; `undefined` when one can. */
export function refusalOf(task: TaskLaunch, options: KubernetesOptions): string | undefined {
  const { account, image, network, mounts, tmpfs, scratch, memoryLimitMib, resources } = task;
  if (image === undefined) return "Kubernetes starts images only, and it names none";
  if (!/^[A-Za-z0-9][^\s\p{Cc}]*$/u.test(image.ref)) return `"${image.ref}" is no name of an image`;
  if (image.containerizer !== undefined) return "it wants a containerizer of Mesos";
  if (account.uid === undefined || account.gid === undefined)
    return `Kubernetes knows accounts by numbers only, and uid and gid of ${account.name} are not known; configure them`;
  if (account.uid === 0 && account.name !== "root")
    return `the account ${account.name} has the user id of root`;
  if (
    network !== undefined &&
    !options.networks.includes(network.name) &&
    options.attachments[network.name] === undefined
  )
    return `the network "${network.name}" is not configured for this cluster`;
  if (task.pids !== undefined) return "Kubernetes has no limit of processes for one pod";
  const paths = [...mounts.flatMap(({ source, path }) => [source, path]), ...tmpfs.map(({ path }) => path)];
  const odd = paths.find(
    (path) => !path.startsWith("/") || path.includes(":") || path.split("/").includes(".."),
  );
  if (odd !== undefined)
    return `"${odd}" cannot be mounted: Kubernetes wants absolute paths, without colons and ".."`;
  if (scratch?.path.split("/").some((word) => word === ".." || word === ".") === true || scratch?.path === "")
    return `"${scratch.path}" is no place for a scratch volume`;
  if (memoryLimitMib !== undefined && memoryLimitMib < resources.memMib)
    return `its memory may not grow to ${memoryLimitMib} MiB, which is less than the ${resources.memMib} MiB it asks for`;
  return undefined;
}

/** A file of a task, fetched. */
export interface TaskFile {
  readonly name: string;
  readonly executable: boolean;
  readonly bytes: Uint8Array;
}

/** Files and secret variables of a task, that its pod must not show; `undefined` when it has none. */
export function secretBody(
  task: TaskLaunch,
  files: readonly TaskFile[],
  options: KubernetesOptions,
): Readonly<Record<string, unknown>> | undefined {
  const secrets = Object.values(task.secretEnv ?? {});
  if (files.length + secrets.length === 0) return undefined;
  return {
    apiVersion: "v1",
    kind: "Secret",
    type: "Opaque",
    immutable: true,
    metadata: { name: podName(options.installation, task.taskId), labels: labelsOf(task, options) },
    data: Object.fromEntries([
      ...files.map(({ bytes }, at) => [`file-${at}`, Buffer.from(bytes).toString("base64")]),
      ...secrets.map((value, at) => [`variable-${at}`, Buffer.from(value).toString("base64")]),
    ]),
  };
}

/** Why a secret cannot hold them. */
export function tooLargeFor(files: readonly TaskFile[]): string | undefined {
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  return bytes <= SECRET_BYTES_MAX
    ? undefined
    : `its files are ${Math.ceil(bytes / 1024)} KiB together, and Kubernetes carries no more than ${SECRET_BYTES_MAX / 1024} KiB to a pod; put them into a volume`;
}

/** The body of a `Pod`, pinned to its node: the cluster's own scheduler still has the last word. */
export function podBody(
  task: TaskLaunch,
  place: PodPlace,
  options: KubernetesOptions,
): Readonly<Record<string, unknown>> {
  const { account, argv, image, resources, ports, graceMs, maxCompletionMs } = task;
  const [program, ...args] = argv;
  const { volumes, mounts } = volumesOf(task, options);
  const name = podName(options.installation, task.taskId);
  const secrets = pullSecretsOf(ownerOf(task), options);
  const attachment = options.attachments[task.network?.name ?? ""];
  const longest = maxCompletionMs === undefined ? undefined : Math.max(1, Math.ceil(maxCompletionMs / 1000));
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: namespaceOf(ownerOf(task), options),
      labels: labelsOf(task, options),
      annotations: {
        [ANNOTATIONS.installation]: options.installation,
        [ANNOTATIONS.name]: task.name,
        [ANNOTATIONS.labels]: JSON.stringify(task.labels),
        ...(longest === undefined ? {} : { [ANNOTATIONS.longest]: String(longest) }),
        ...(attachment === undefined ? {} : { [ANNOTATIONS.attachments]: attachment }),
        [ANNOTATIONS.holding]: JSON.stringify({
          node: place.node,
          resources,
          ports: ports.map(({ port }) => port),
        }),
      },
    },
    spec: {
      restartPolicy: "Never",
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              { matchFields: [{ key: "metadata.name", operator: "In", values: [place.node] }] },
            ],
          },
        },
      },
      tolerations: options.tolerations,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      // Somebody must reap what a task leaves behind, and signals must end it as they do outside.
      shareProcessNamespace: true,
      terminationGracePeriodSeconds: Math.max(1, Math.ceil(graceMs / 1000)),
      activeDeadlineSeconds: longest === undefined ? FOR_EVER : longest + START_SECONDS,
      ...(options.serviceAccount === undefined ? {} : { serviceAccountName: options.serviceAccount }),
      ...(options.schedulerName === undefined ? {} : { schedulerName: options.schedulerName }),
      ...(options.runtimeClass === undefined ? {} : { runtimeClassName: options.runtimeClass }),
      ...(secrets.length === 0 ? {} : { imagePullSecrets: secrets.map((secret) => ({ name: secret })) }),
      securityContext: {
        runAsUser: account.uid,
        runAsGroup: account.gid,
        ...(account.groups === undefined ? {} : { supplementalGroups: [...account.groups] }),
        ...(account.uid === 0 ? {} : { runAsNonRoot: true }),
        seccompProfile: { type: "RuntimeDefault" },
      },
      volumes,
      containers: [
        {
          name: CONTAINER,
          image: image?.ref,
          imagePullPolicy: image?.pull === "always" ? "Always" : "IfNotPresent",
          command: [
            literal(program.includes("/") && !program.startsWith("/") ? `${SANDBOX}/${program}` : program),
          ],
          args: args.map(literal),
          workingDir: SANDBOX,
          env: environmentOf(task, name),
          resources: resourcesOf(task, place, options),
          ports: publishedPorts(task),
          volumeMounts: mounts,
          securityContext: {
            allowPrivilegeEscalation: false,
            privileged: false,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
    },
  };
}

function labelsOf(
  task: TaskLaunch,
  { installation, podLabels }: KubernetesOptions,
): Readonly<Record<string, string>> {
  const { taskId, network } = task;
  const { project, user } = ownerOf(task);
  return {
    ...podLabels,
    [LABELS.installation]: labelValue(installation),
    [LABELS.task]: labelValue(taskId),
    ...(user === "" ? {} : { [LABELS.user]: labelValue(user) }),
    ...(project === "" ? {} : { [LABELS.project]: labelValue(project) }),
    ...(network === undefined ? {} : { [LABELS.network]: labelValue(network.name) }),
  };
}

/** Kubernetes puts variables where a text has `$(NAME)`. Source: Kubernetes API reference, Container. */
function literal(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function environmentOf({ env, secretEnv }: TaskLaunch, secret: string): readonly object[] {
  const hidden = Object.keys(secretEnv ?? {});
  return [
    ...Object.entries(env)
      .filter(([name]) => !hidden.includes(name))
      .map(([name, value]) => ({ name, value: literal(value) })),
    ...hidden.map((name, at) => ({
      name,
      valueFrom: { secretKeyRef: { name: secret, key: `variable-${at}` } },
    })),
  ];
}

function resourcesOf(
  { resources, memoryLimitMib }: TaskLaunch,
  place: PodPlace,
  options: KubernetesOptions,
): object {
  const { cpusMilli, memMib, diskMib, gpus } = resources;
  const both = {
    cpu: `${cpusMilli}m`,
    ...(place.hasDisk && diskMib > 0 ? { "ephemeral-storage": `${diskMib}Mi` } : {}),
    ...(gpus === 0 ? {} : { [options.gpuResource]: String(gpus) }),
  };
  return {
    requests: { ...both, memory: `${memMib}Mi` },
    limits: { ...both, memory: `${memoryLimitMib ?? memMib}Mi` },
  };
}

function volumesOf(
  task: TaskLaunch,
  options: KubernetesOptions,
): { readonly volumes: readonly object[]; readonly mounts: readonly object[] } {
  const volumes: object[] = [{ name: "sandbox", emptyDir: {} }];
  const mounts: object[] = [{ name: "sandbox", mountPath: SANDBOX }];
  const claims = new Set<string>();
  for (const [at, { beneath = "", source, path, mode }] of task.mounts.entries()) {
    const readOnly = mode === "ro";
    const claim = claimOf(source, options.claims);
    if (claim === undefined) {
      // The way below is looked up by the kubelet, which follows no link out of it, whoever exchanges what meanwhile.
      const isPart = beneath !== "" && source.startsWith(`${beneath}/`);
      volumes.push({
        name: `volume-${at}`,
        hostPath: { path: isPart ? beneath : source, type: "Directory" },
      });
      const subPath = isPart ? { subPath: source.slice(beneath.length + 1) } : {};
      mounts.push({ name: `volume-${at}`, mountPath: path, readOnly, ...subPath });
      continue;
    }
    const name = `claim-${claim.name}`.slice(0, 63).replace(/-+$/, "");
    if (!claims.has(claim.name)) volumes.push({ name, persistentVolumeClaim: { claimName: claim.name } });
    claims.add(claim.name);
    mounts.push({ name, mountPath: path, readOnly, ...(claim.below === "" ? {} : { subPath: claim.below }) });
  }
  const memory = [
    ...(task.shmMib === undefined ? [] : [{ path: "/dev/shm", mib: task.shmMib }]),
    ...task.tmpfs,
  ];
  for (const [at, { path, mib }] of memory.entries()) {
    volumes.push({ name: `memory-${at}`, emptyDir: { medium: "Memory", sizeLimit: `${mib}Mi` } });
    mounts.push({ name: `memory-${at}`, mountPath: path });
  }
  const { scratch, files } = task;
  if (scratch !== undefined) {
    volumes.push({ name: "scratch", emptyDir: { sizeLimit: `${scratch.mib}Mi` } });
    const path = scratch.path.startsWith("/") ? scratch.path : `${SANDBOX}/${scratch.path}`;
    mounts.push({ name: "scratch", mountPath: path });
  }
  if (files.length > 0) {
    const items = files.map(({ executable }, at) => ({
      key: `file-${at}`,
      path: `file-${at}`,
      mode: executable ? 0o555 : 0o444, // of nobody else's pod
    }));
    const secretName = podName(options.installation, task.taskId);
    volumes.push({ name: "files", secret: { secretName, items } });
    for (const [at, { name }] of files.entries())
      mounts.push({ name: "files", mountPath: `${SANDBOX}/${name}`, subPath: `file-${at}`, readOnly: true });
  }
  return { volumes, mounts };
}

/** The claim that holds a directory, or one above it: the longest that is configured. */
function claimOf(
  source: string,
  claims: Readonly<Record<string, string>>,
): { readonly name: string; readonly below: string } | undefined {
  const [found] = Object.entries(claims)
    .filter(([path]) => source === path || source.startsWith(`${path.replace(/\/$/, "")}/`))
    .toSorted(([a], [b]) => b.length - a.length);
  if (found === undefined) return undefined;
  return { name: found[1], below: source.slice(found[0].length).replace(/^\/+|\/+$/g, "") };
}

/** Host ports of a task are reached under the same number inside, unless its network maps them. */
function publishedPorts({ ports, network }: TaskLaunch): readonly object[] {
  const mappings = network?.mappings ?? [];
  const mapped = new Set(mappings.map(({ host }) => host));
  return [
    ...mappings.map(({ host, container, protocol }) => ({
      hostPort: host,
      containerPort: container,
      protocol: protocol.toUpperCase(),
    })),
    ...ports
      .filter(({ port }) => !mapped.has(port))
      .map(({ port }) => ({ hostPort: port, containerPort: port, protocol: "TCP" })),
  ];
}

/** A pod of ours, as it was found. */
export interface OurPod {
  readonly taskId: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly holding: Holding;
  readonly wasStopped: boolean;
  /** How long its program may run; absent: for ever. */
  readonly longestSeconds: number | undefined;
  readonly hasSecret: boolean;
  readonly pod: Fields;
}

/** `undefined` for a pod of somebody else. */
export function ourPod(value: unknown, installation: string): OurPod | undefined {
  const pod = fieldsOf(value);
  const metadata = fieldsOf(pod["metadata"]);
  const labels = textsIn(metadata, "labels");
  const annotations = textsIn(metadata, "annotations");
  const [name, uid, taskId] = [textIn(metadata, "name"), textIn(metadata, "uid"), labels[LABELS.task]];
  const namespace = textIn(metadata, "namespace") ?? "";
  if (name === undefined || uid === undefined || taskId === undefined) return undefined;
  if (annotations[ANNOTATIONS.installation] !== installation || podName(installation, taskId) !== name)
    return undefined;
  return {
    taskId,
    namespace,
    name,
    uid,
    holding: holdingOf(pod, annotations[ANNOTATIONS.holding]),
    wasStopped: annotations[ANNOTATIONS.stopped] !== undefined,
    longestSeconds: Number(annotations[ANNOTATIONS.longest]) || undefined,
    hasSecret: usesSecret(pod),
    pod,
  };
}

function usesSecret(pod: Fields): boolean {
  const spec = fieldsOf(pod["spec"]);
  return (
    listOf(spec["volumes"]).some((volume) => fieldsOf(volume)["secret"] !== undefined) ||
    listOf(spec["containers"]).some((container) =>
      listOf(fieldsOf(container)["env"]).some((one) => fieldsOf(one)["valueFrom"] !== undefined),
    )
  );
}

function holdingOf(pod: Fields, text: string | undefined): Holding {
  let fields: Fields = {};
  try {
    fields = fieldsOf(JSON.parse(text ?? "{}"));
  } catch {
    // Somebody changed the annotation: it holds nothing that we know of.
  }
  const resources = fieldsOf(fields["resources"]);
  const amount = (name: string): number => Math.max(0, numberIn(resources, name) ?? 0);
  return {
    agentId: textIn(fieldsOf(pod["spec"]), "nodeName") ?? textIn(fields, "node") ?? "",
    resources: {
      cpusMilli: amount("cpusMilli"),
      memMib: amount("memMib"),
      diskMib: amount("diskMib"),
      gpus: amount("gpus"),
    },
    ports: listOf(fields["ports"]).filter((port): port is number => Number.isInteger(port)),
  };
}
