import type { TaskLaunch } from "../../offers/backend.ts";
import { networkOf, startedBy } from "./containerizer.ts";
import { containerizersOf } from "./launch-options.ts";
import type { LaunchOptions } from "./launch-options.ts";

/**
 * Why this site's Mesos cannot start a task as it was asked for, a sentence for people; `undefined` when it can.
 * Nothing of a task is ever left out to make it start.
 * @param role  that its resources are allocated to
 */
export function refusalOf(task: TaskLaunch, options: LaunchOptions, role: string): string | undefined {
  return (
    accountRefusal(task, options) ??
    imageRefusal(task, options) ??
    networkRefusal(task, options) ??
    filesRefusal(task, options) ??
    memoryRefusal(task, options) ??
    pidsRefusal(task, options) ??
    scratchRefusal(task, options, role)
  );
}

function accountRefusal(task: TaskLaunch, options: LaunchOptions): string | undefined {
  const { name, uid, gid } = task.account;
  if (name === "") return "it has no account on the agents to run as";
  if (uid === 0 && name !== "root") return `the account ${name} has the user id of root`;
  if (startedBy(task, options) === "docker" && (uid === undefined || gid === undefined)) {
    return (
      `Docker knows accounts by numbers only, and uid and gid of ${name} are not known; ` +
      "configure them, or start its image by the Mesos containerizer"
    );
  }
  return undefined;
}

function imageRefusal(task: TaskLaunch, options: LaunchOptions): string | undefined {
  const { image, resources } = task;
  if (image === undefined) return undefined;
  const by = startedBy(task, options);
  const able = containerizersOf(options);
  if (able.length === 0) return "no agent of this site starts images";
  if (by === "docker" && !able.includes("docker") && options.sidecar !== undefined) {
    return "every task of this site has a sidecar, and Docker cannot start the two as one group";
  }
  if (by !== "machine" && !able.includes(by)) {
    return `no agent of this site starts images by the ${by === "docker" ? "Docker" : "Mesos"} containerizer`;
  }
  // It becomes a word of a command line of Docker.
  if (!/^[A-Za-z0-9][^\s\p{Cc}]*$/u.test(image.ref)) return `"${image.ref}" is no name of an image`;
  if (by === "docker" && resources.gpus > 0) {
    return "the Docker containerizer of Mesos hands no GPUs to a container; use the Mesos containerizer";
  }
  return undefined;
}

function networkRefusal(task: TaskLaunch, options: LaunchOptions): string | undefined {
  const { network, ports } = task;
  if (network === undefined) return undefined;
  const site = networkOf(task, options);
  if (site === undefined) return `the network "${network.name}" is not configured for this cluster`;
  const own = new Set(ports.map(({ port }) => port));
  const foreign = network.mappings.find(({ host }) => !own.has(host));
  if (foreign !== undefined) return `it has no right to the host port ${foreign.host}, which it maps`;
  if (network.mappings.length > 0 && startedBy(task, options) !== "docker" && site.mapsPorts !== true) {
    return (
      `the network "${network.name}" maps no ports for the Mesos containerizer; set mapsPorts of that network ` +
      "if its plug-in does, or start the image by Docker"
    );
  }
  return undefined;
}

function filesRefusal(task: TaskLaunch, options: LaunchOptions): string | undefined {
  const by = startedBy(task, options);
  if (task.tmpfs.length > 0 && by !== "docker") {
    return "the Mesos containerizer has no tmpfs; start an image by Docker, or do without it";
  }
  const paths = [
    ...task.mounts.flatMap(({ source, path }) => [source, path]),
    ...task.tmpfs.map(({ path }) => path),
  ];
  const relative = paths.find((path) => !path.startsWith("/"));
  if (relative !== undefined) return `"${relative}" is no absolute path, so it cannot be mounted`;
  const split = by === "docker" ? paths.find((path) => /[:,]/.test(path)) : undefined;
  if (split !== undefined) return `Docker cannot mount "${split}": colons and commas separate its words`;
  return undefined;
}

function memoryRefusal(task: TaskLaunch, options: LaunchOptions): string | undefined {
  const { shmMib, memoryLimitMib, resources } = task;
  if (shmMib !== undefined && startedBy(task, options) === "machine") {
    if (!containerizersOf(options).includes("mesos"))
      return "no agent of this site gives a task a /dev/shm of its own";
  }
  if (memoryLimitMib !== undefined && memoryLimitMib < resources.memMib) {
    return `its memory may not grow to ${memoryLimitMib} MiB, which is less than the ${resources.memMib} MiB it asks for`;
  }
  return undefined;
}

function pidsRefusal(task: TaskLaunch, options: LaunchOptions): string | undefined {
  if (task.pids === undefined || options.pidsLabel !== undefined || startedBy(task, options) === "docker")
    return undefined;
  return "only Docker limits the processes of one task here; start an image by it, or leave the limit out";
}

function scratchRefusal(task: TaskLaunch, options: LaunchOptions, role: string): string | undefined {
  const { scratch, image } = task;
  if (scratch === undefined) return undefined;
  if (role === "*" || role === "")
    return "nothing can be reserved for the role *, so it gets no scratch volume";
  const { path } = scratch;
  const words = path.split("/");
  if (words.includes("..") || words.includes(".") || path === "" || path.endsWith("/")) {
    return `"${path}" is no place for a scratch volume`;
  }
  if (image === undefined && words.length > 1) {
    return `without an image a scratch volume is a directory in the sandbox, and "${path}" is none`;
  }
  if (startedBy(task, options) === "docker" && path.includes(":")) {
    return `Docker cannot mount "${path}": colons separate its words`;
  }
  return undefined;
}
