import type { Account } from "../../accounts/account.ts";
import { isInside } from "../text/mount-path.ts";
import { mountPaths, nestedPaths } from "./placement-rules.ts";
import type { Problem } from "../text/problem.ts";
import { shown } from "../text/problem.ts";
import type { JobSpec } from "../spec/spec.ts";

/** A directory of the machines that jobs may name. */
export interface SiteVolume {
  readonly name: string;
  readonly source: string;
  /** `ro`: no job may write there. */
  readonly mode: "ro" | "rw";
  /** Whose jobs may name it; absent: everybody's. */
  readonly acl?: readonly VolumeGrant[];
}

/** To these users, and to jobs in these projects; neither: to everybody. */
export interface VolumeGrant {
  readonly users?: readonly string[];
  readonly projects?: readonly string[];
  readonly mode: "ro" | "rw";
}

/**
 * The volumes that jobs of an account may name, each as they may: of several grants the one that allows more. In sources
 * `${user}` and `${project}` stand for their names; who has no name that can be one of a directory has no such volume.
 */
export function grantedVolumes(configured: readonly SiteVolume[], account: Account): readonly SiteVolume[] {
  return configured.flatMap(({ acl, ...volume }): readonly SiteVolume[] => {
    const grants = acl?.filter(
      ({ projects, users }) =>
        (users === undefined && projects === undefined) ||
        users?.includes(account.user) === true ||
        projects?.includes(account.project) === true,
    );
    const source = sourceOf(volume.source, account);
    if (source === undefined || grants?.length === 0) return [];
    const mayWrite = volume.mode === "rw" && grants?.some(({ mode }) => mode === "rw") !== false;
    return [{ ...volume, source, mode: mayWrite ? "rw" : "ro" }];
  });
}

/** No separators, nothing hidden, no way up. */
const DIRECTORY_NAME = /^[A-Za-z0-9_][A-Za-z0-9._@-]{0,127}$/;

function sourceOf(source: string, account: Account): string | undefined {
  let resolved = source;
  for (const name of ["user", "project"] as const) {
    const place = `$\{${name}}`;
    if (!resolved.includes(place)) continue;
    if (!DIRECTORY_NAME.test(account[name])) return undefined;
    resolved = resolved.split(place).join(account[name]);
  }
  return resolved;
}

/** How far links on the way to a volume of an account may lead. */
export interface VolumeBounds {
  /** What nobody but the site's administrators writes to: the source as far as no name stands in it. */
  readonly fixed: string;
  /** What is the account's own, as far as the last name in the source; without names all of it. */
  readonly own: string;
}

export function volumeBounds({ source }: Pick<SiteVolume, "source">, account: Account): VolumeBounds {
  const fixed = /^(.*?)\/[^/]*\$\{/.exec(source)?.[1] ?? source;
  const own = /^.*\$\{[^/]*/.exec(source)?.[0] ?? source;
  return { fixed: fixed === "" ? "/" : fixed, own: sourceOf(own, account) ?? own };
}

/** A volume of a job, with what of it the job sees and where. */
export interface VolumePlace {
  readonly name: string;
  /** On the machine. */
  readonly source: string;
  /** For the program. */
  readonly path: string;
  readonly mode: "ro" | "rw";
}

/** Volumes that are not configured (any more) are left out; one that was made read-only since is seen so. */
export function volumePlaces(
  { image, rootInContainer, volumes }: Pick<JobSpec, "image" | "rootInContainer" | "volumes">,
  configured: readonly SiteVolume[],
): readonly VolumePlace[] {
  return volumes.flatMap(({ mode, name, path, subPath }) => {
    const volume = configured.find((each) => each.name === name);
    if (volume === undefined) return [];
    const source = subPath === undefined ? volume.source : `${volume.source}/${subPath}`;
    return [
      {
        name,
        source,
        path: image === undefined ? source : (path ?? source),
        // With the user id 0 files would be written that nobody else could remove.
        mode: volume.mode === "ro" || rootInContainer === true ? "ro" : mode,
      },
    ];
  });
}

/**
 * What the site's volumes make impossible: mounts that hide each other, ways out of a volume, files that lie nowhere.
 * @param jobsDirectory  where agents see the directories of jobs; absent: they don't
 */
export function volumeProblems(
  spec: JobSpec,
  configured: readonly SiteVolume[],
  jobsDirectory: string | undefined,
): readonly Problem[] {
  const places = volumePlaces(spec, configured);
  const problems: Problem[] = [];
  spec.volumes.forEach(({ name, subPath }, at) => {
    const volume = configured.find((each) => each.name === name);
    if (spec.image === undefined || subPath === undefined || volume?.mode !== "rw") return;
    problems.push({
      pointer: `/volumes/${at}/subPath`,
      code: "conflict",
      message: `jobs can write to the volume "${name}", and a link there could lead the mount anywhere`,
      hint: "mount all of the volume, and use the directory in it",
    });
  });
  if (spec.image !== undefined) {
    const mounted = spec.volumes.flatMap(({ name, path }) => {
      const place = places.find((each) => each.name === name);
      return path !== undefined || place === undefined
        ? []
        : [{ path: place.path, what: `the volume "${name}"` }];
    });
    const own = jobsDirectory === undefined ? [] : [{ path: jobsDirectory, what: "the directories of jobs" }];
    // What the document itself names stands apart from each other already.
    for (const mount of mountPaths({ ...spec })) problems.push(...nestedPaths([mount], [...mounted, ...own]));
  }
  if (spec.io === undefined && spec.workdir === undefined) return problems;
  if (jobsDirectory === undefined) {
    const pointer = spec.io === undefined ? "/workdir" : "/io";
    const message = "needs job directories that agents see, and here they see none (jobs.shared)";
    return [
      ...problems,
      { pointer, code: "not_supported", message, hint: "leave it out, or ask the administrators" },
    ];
  }
  return [...problems, ...ioProblems(spec, places)];
}

/** Absolute files are on volumes of the job: nothing else is the job's own on every machine. */
function ioProblems({ io }: JobSpec, places: readonly VolumePlace[]): readonly Problem[] {
  return (["stdout", "stderr", "stdin"] as const).flatMap((field): readonly Problem[] => {
    const file = io?.[field];
    if (file === undefined || !file.startsWith("/") || file === "/dev/null") return [];
    const writes = field !== "stdin";
    const fitting = places.filter(({ mode }) => !writes || mode === "rw");
    // A pattern only ever fills in parts of a name, so what stands before the first one is a directory.
    const fixed = file.split("%")[0] ?? file;
    if (fitting.some(({ path }) => isInside(file, path) && fixed.startsWith(`${path}/`))) return [];
    return [
      {
        pointer: `/io/${field}`,
        code: "conflict",
        message: `is on no volume of the job${writes ? " that it can write to" : ""}`,
        got: shown(file),
        allowed: fitting.length === 0 ? "a relative name" : fitting.map(({ path }) => `${path}/…`).join(", "),
      },
    ];
  });
}
