import type { Problem } from "../jobs/text/problem.ts";
import type { JobSpec } from "../jobs/spec/spec.ts";
import type { Capabilities } from "./backend.ts";

/** Something that a job may ask for and not every backend can do. */
interface Need {
  readonly pointer: string;
  readonly isAsked: (spec: JobSpec) => boolean;
  readonly isMet: (capabilities: Capabilities) => boolean;
  /** What no backend does: "no cluster of this installation …". */
  readonly does: string;
}

const NEEDS: readonly Need[] = [
  {
    pointer: "/image",
    isAsked: ({ image }) => image !== undefined,
    isMet: ({ images }) => images,
    does: "starts images",
  },
  {
    pointer: "/image",
    isAsked: ({ image }) => image === undefined,
    isMet: ({ needsImage }) => needsImage !== true,
    does: "starts jobs without an image",
  },
  {
    pointer: "/image/containerizer",
    isAsked: ({ image }) => image?.containerizer === "docker",
    isMet: ({ dockerImages }) => dockerImages,
    does: "starts images by Docker",
  },
  {
    pointer: "/network",
    isAsked: ({ network }) => network !== undefined,
    isMet: ({ networks }) => networks,
    does: "has networks for jobs",
  },
  {
    pointer: "/network/ports",
    isAsked: ({ network }) => network !== undefined && network.ports.length > 0,
    isMet: ({ ports }) => ports,
    does: "gives jobs ports",
  },
  {
    pointer: "/resources/gpus",
    isAsked: ({ resources }) => resources.gpus > 0,
    isMet: ({ gpus }) => gpus,
    does: "gives jobs GPUs",
  },
  {
    pointer: "/resources/memoryLimitBytes",
    isAsked: ({ resources }) => resources.memoryLimitBytes !== undefined,
    isMet: ({ memoryLimits }) => memoryLimits,
    does: "lets the memory of a job grow",
  },
  {
    pointer: "/resources/shmBytes",
    isAsked: ({ resources }) => resources.shmBytes !== undefined,
    isMet: ({ shm }) => shm,
    does: "sets the size of /dev/shm",
  },
  {
    pointer: "/resources/pids",
    isAsked: ({ resources }) => resources.pids !== undefined,
    isMet: ({ pids }) => pids !== undefined,
    does: "limits the processes of one job; sites have a limit for all of them",
  },
  {
    pointer: "/resources/pids",
    isAsked: ({ image, resources }) =>
      resources.pids !== undefined && (image === undefined || image.containerizer === "mesos"),
    isMet: ({ pids }) => pids !== "docker-images",
    does: "limits the processes of one job, but for images that Docker starts",
  },
  {
    pointer: "/resources/ports",
    isAsked: ({ resources }) => resources.ports > 0,
    isMet: ({ ports }) => ports,
    does: "gives jobs ports",
  },
  {
    pointer: "/tmpfs",
    isAsked: ({ tmpfs }) => tmpfs.length > 0,
    isMet: ({ tmpfs }) => tmpfs,
    does: "makes file systems in memory",
  },
  {
    pointer: "/scratch",
    isAsked: ({ scratch }) => scratch !== undefined,
    isMet: ({ scratch }) => scratch,
    does: "makes volumes for one task",
  },
  {
    pointer: "/volumes",
    isAsked: ({ volumes }) => volumes.length > 0,
    isMet: ({ volumes }) => volumes !== "none",
    does: "has volumes",
  },
  {
    pointer: "/volumes",
    isAsked: ({ image, volumes }) =>
      image !== undefined && volumes.some(({ path, subPath }) => path !== undefined || subPath !== undefined),
    isMet: ({ volumes }) => volumes === "any-path",
    does: "shows volumes under other paths",
  },
];

/**
 * What a job asks for that none of the configured backends can do, or none can do together with the rest: then the
 * faults are those of the backend that can do most of it. Being preemptible asks for nothing: it only allows more.
 */
export function incapabilities(spec: JobSpec, backends: readonly Capabilities[]): readonly Problem[] {
  const asked = NEEDS.filter(({ isAsked }) => isAsked(spec));
  const unmet = backends.map((capabilities) => asked.filter(({ isMet }) => !isMet(capabilities)));
  if (asked.length === 0 || unmet.some((needs) => needs.length === 0)) return [];
  const nowhere = asked.filter(({ isMet }) => !backends.some(isMet));
  if (nowhere.length > 0) {
    return nowhere.map(({ pointer, does }) => problem(pointer, `no cluster of this installation ${does}`));
  }
  const [fewest = []] = unmet.toSorted((a, b) => a.length - b.length);
  return fewest.map(({ pointer, does }) =>
    problem(pointer, `no cluster of this installation ${does} and does all else that the job asks for, too`),
  );
}

function problem(pointer: string, message: string): Problem {
  const hint = message.includes("without an image")
    ? "name an image"
    : "leave it out, or ask the administrators";
  return { pointer, code: "not_supported", message, hint };
}
