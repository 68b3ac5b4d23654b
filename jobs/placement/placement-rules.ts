import { affinityProblems } from "../spec/affinity.ts";
import { portVariable } from "../spec/ports.ts";
import { SCRIPT_NAME } from "../spec/spec-defaults.ts";
import { imageReferenceFault } from "../text/image-reference.ts";
import { isInside, mountPathFault } from "../text/mount-path.ts";
import { isRecord, printable, shown, type Problem } from "../text/problem.ts";
import { constraintProblems } from "./constraint-rules.ts";
import { PORTS_MAX } from "./placement-schema.ts";

type Document = Readonly<Record<string, unknown>>;

/**
 * What no schema can say of where and in what surroundings a job runs. Looks only at fields whose shape is right.
 * @param job     with the defaults filled in
 * @param isFaulty  whether the schema complained about this pointer or one below it
 */
export function placementProblems(job: Document, isFaulty: (pointer: string) => boolean): Problem[] {
  return [
    ...imageProblems(job, isFaulty),
    ...gpuProblems(job, isFaulty),
    ...memoryProblems(job, isFaulty),
    ...portProblems(job, isFaulty),
    ...mountProblems(job, isFaulty),
    ...constraintProblems(job.constraints, isFaulty),
    ...affinityProblems(job, isFaulty),
  ];
}

function imageProblems({ image }: Document, isFaulty: (pointer: string) => boolean): Problem[] {
  const pointer = typeof image === "string" ? "/image" : "/image/ref";
  const reference = isRecord(image) ? image.ref : image;
  if (typeof reference !== "string" || isFaulty(pointer)) return [];
  const fault = imageReferenceFault(reference);
  return fault === undefined
    ? []
    : [
        {
          pointer,
          code: "format",
          message: printable(`the image ${fault}`),
          got: shown(reference),
          allowed: "[registry/]name[:tag][@digest], such as biocontainers/blast:2.15",
        },
      ];
}

function gpuProblems({ resources, image }: Document, isFaulty: (pointer: string) => boolean): Problem[] {
  if (!isRecord(resources) || isFaulty("/resources/gpus")) return [];
  const { gpus, gpuModel } = resources;
  if (gpus === 0 && gpuModel !== undefined) {
    const message = "gpuModel says which GPUs, and the job asks for none";
    return [{ pointer: "/resources/gpuModel", code: "conflict", message, hint: "add gpus" }];
  }
  if (gpus !== 0 && isRecord(image) && image.containerizer === "docker") {
    const message = "the Docker containerizer of Mesos gives no GPUs to its containers";
    const hint = "leave containerizer out, or write mesos";
    return [{ pointer: "/image/containerizer", code: "conflict", message, got: "docker", hint }];
  }
  return [];
}

function memoryProblems(job: Document, isFaulty: (pointer: string) => boolean): Problem[] {
  const { resources, image, tmpfs } = job;
  if (!isRecord(resources)) return [];
  const { memoryBytes, memoryLimitBytes, shmBytes } = resources;
  const problems: Problem[] = [];
  if (shmBytes !== undefined && image === undefined) {
    problems.push(
      needsImage("/resources/shmBytes", "a program without one uses the /dev/shm of the machine"),
    );
  }
  if (typeof memoryBytes !== "number" || isFaulty("/resources/memoryBytes")) return problems;
  if (typeof memoryLimitBytes === "number" && memoryLimitBytes < memoryBytes) {
    problems.push({
      pointer: "/resources/memoryLimitBytes",
      code: "range",
      message: "is less than memoryBytes, which the job has in any case",
      got: memoryLimitBytes,
      allowed: `at least ${memoryBytes}`,
    });
  }
  const mounts = Array.isArray(tmpfs) && !isFaulty("/tmpfs") ? tmpfs.filter(isRecord) : [];
  const sizes = [...mounts.map(({ bytes }) => bytes), shmBytes].filter((size) => typeof size === "number");
  const sum = sizes.reduce((total, size) => total + size, 0);
  if (sum > memoryBytes) {
    problems.push({
      pointer: mounts.length === 0 ? "/resources/shmBytes" : "/tmpfs",
      code: "range",
      message: "file systems in memory count as memory of the job, and these are larger than it",
      got: sum,
      allowed: `at most ${memoryBytes} in all`,
      hint: "raise memoryBytes",
    });
  }
  return problems;
}

function portProblems({ resources, network }: Document, isFaulty: (pointer: string) => boolean): Problem[] {
  const problems: Problem[] = [];
  const own = isRecord(resources) && Array.isArray(resources.portNames) ? resources.portNames : [];
  const mapped: unknown[] = isRecord(network) && Array.isArray(network.ports) ? network.ports : [];
  const wanted = isRecord(resources) && typeof resources.ports === "number" ? resources.ports : 0;
  if (own.length > wanted && !isFaulty("/resources/ports")) {
    problems.push({
      pointer: "/resources/portNames",
      code: "conflict",
      message: `there are ${own.length} names for ${wanted} ports`,
      hint: `set ports to ${own.length} or more`,
    });
  }
  if (wanted + mapped.length > PORTS_MAX && !isFaulty("/resources/ports") && !isFaulty("/network/ports")) {
    problems.push({
      pointer: "/network/ports",
      code: "conflict",
      message: `the job asks for ${wanted} ports, and its network for ${mapped.length} more`,
      allowed: `at most ${PORTS_MAX} in all`,
    });
  }
  const names = [
    ...own.map((name: unknown, at) => ({ name, pointer: `/resources/portNames/${at}` })),
    ...mapped.map((port, at) => ({
      name: isRecord(port) ? port.name : undefined,
      pointer: `/network/ports/${at}/name`,
    })),
  ];
  const variables = new Set<string>();
  for (const { name, pointer } of names) {
    if (typeof name !== "string" || isFaulty(pointer)) continue;
    const variable = portVariable(name);
    if (variables.has(variable)) {
      problems.push({
        pointer,
        code: "conflict",
        message: `two ports would be told as ${variable}`,
        got: name,
      });
    }
    variables.add(variable);
  }
  const reached = new Set<string>();
  mapped.forEach((port, at) => {
    if (!isRecord(port) || isFaulty(`/network/ports/${at}`)) return;
    const key = `${String(port.container)}/${String(port.protocol)}`;
    if (reached.has(key)) {
      const pointer = `/network/ports/${at}/container`;
      problems.push({
        pointer,
        code: "conflict",
        message: `port ${key} is named twice`,
        got: port.container,
      });
    }
    reached.add(key);
  });
  return problems;
}

function mountProblems(job: Document, isFaulty: (pointer: string) => boolean): Problem[] {
  const { image, tmpfs, scratch } = job;
  const problems: Problem[] = [];
  const mounts = Array.isArray(tmpfs) ? tmpfs : [];
  if (mounts.length > 0 && image === undefined) {
    problems.push(needsImage("/tmpfs", "nothing is mounted into the file system of the machine"));
  }
  if (mounts.length > 0 && isRecord(image) && image.containerizer === "mesos") {
    const message = "the Mesos containerizer has no file systems in memory";
    const hint = "leave containerizer out, or write docker";
    problems.push({ pointer: "/image/containerizer", code: "conflict", message, got: "mesos", hint });
  }
  const paths = mountPaths(job).filter(({ pointer }) => !isFaulty(pointer));
  const whole: { readonly pointer: string; readonly path: string }[] = [];
  for (const { pointer, path } of paths) {
    const fault = mountPathFault(path);
    if (fault === undefined) whole.push({ pointer, path });
    else {
      const hint = isInside(path, "/dev/shm") ? { hint: "resources.shmBytes sets its size" } : {};
      problems.push({ pointer, code: "format", message: fault, got: shown(path), ...hint });
    }
  }
  problems.push(...nestedPaths(whole, []));
  if (image === undefined && isRecord(scratch) && typeof scratch.path === "string") {
    problems.push(...sandboxNameProblems(scratch.path));
  }
  return problems;
}

/** Paths of the container at which the document itself wants something. */
export function mountPaths({
  image,
  tmpfs,
  scratch,
  volumes,
}: Document): readonly { readonly pointer: string; readonly path: string }[] {
  if (image === undefined) return [];
  const found = Array.isArray(tmpfs)
    ? tmpfs.map((mount: unknown, at) => ({
        pointer: `/tmpfs/${at}/path`,
        path: isRecord(mount) ? mount.path : undefined,
      }))
    : [];
  if (isRecord(scratch)) found.push({ pointer: "/scratch/path", path: scratch.path });
  if (Array.isArray(volumes)) {
    volumes.forEach((volume: unknown, at) => {
      const path = isRecord(volume) ? volume.path : undefined;
      found.push({ pointer: `/volumes/${at}/path`, path });
    });
  }
  return found.flatMap(({ pointer, path }) => (typeof path === "string" ? [{ pointer, path }] : []));
}

/**
 * One mount would hide another, or depend on which comes first.
 * @param others  paths of mounts that the document does not name itself
 */
export function nestedPaths(
  named: readonly { readonly pointer: string; readonly path: string }[],
  others: readonly { readonly path: string; readonly what: string }[],
): Problem[] {
  const before = others.map(({ path, what }) => ({ path, what }));
  return named.flatMap(({ pointer, path }): Problem[] => {
    const other = before.find((one) => isInside(path, one.path) || isInside(one.path, path));
    before.push({ path, what: printable(path) });
    if (other === undefined) return [];
    const message =
      path === other.path ? `is taken by ${other.what}` : `lies one in the other with ${other.what}`;
    return [{ pointer, code: "conflict", message, got: shown(path) }];
  });
}

function sandboxNameProblems(name: string): Problem[] {
  const taken = ["stdout", "stderr", SCRIPT_NAME].includes(name);
  if (!taken && /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(name)) return [];
  return [
    {
      pointer: "/scratch/path",
      code: "format",
      message: taken
        ? "is the name of another file in the sandbox"
        : "must be the name of a directory in the sandbox, since the job has no image",
      got: shown(name),
      allowed: "1 to 63 of A-Z a-z 0-9 . _ -, beginning with a letter or digit",
    },
  ];
}

function needsImage(pointer: string, why: string): Problem {
  return { pointer, code: "conflict", message: `needs an image: ${why}`, hint: "add image, or leave it out" };
}
