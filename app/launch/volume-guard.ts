import { lstat, readlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { VolumeBounds, VolumePlace } from "../../jobs/placement/volumes.ts";

/** A volume of a job with what it must not lead out of. */
export type BoundVolume = VolumePlace & VolumeBounds;

/**
 * Looks where volumes of a job really lead, links followed, before it starts. Docker and its like follow links when they
 * mount: with `/data/${user}/work` as source, a link that a user made at `/data/ana/work` would show `/etc` to a container.
 */
export interface VolumeGuard {
  /** Real directories that volumes lie below; none: the fixed part of each source. */
  readonly roots: readonly string[];
  /** Why the job must not start, a sentence; it is held then. `undefined`: nothing is against it. */
  fault(job: number, volumes: readonly BoundVolume[]): Promise<string | undefined>;
}

export interface VolumeRules {
  readonly volumeRoots: readonly string[];
  /** `seen`: where this machine has the fixed part of the source; `always`: what it does not see is refused. */
  readonly volumeCheck: "seen" | "always" | "off";
}

export function volumeGuard(
  { volumeCheck, volumeRoots }: VolumeRules,
  hold: (job: number) => Promise<void>,
): VolumeGuard {
  return {
    roots: volumeRoots,
    async fault(job, volumes) {
      if (volumeCheck === "off") return undefined;
      for (const volume of volumes) {
        const why = await astray(volume, rootsOf(volume, volumeRoots), volumeCheck === "always");
        if (why === undefined) continue;
        await hold(job);
        return `the volume ${volume.name} ${why}; the job is held until it is released`;
      }
      return undefined;
    },
  };
}

export function rootsOf({ fixed }: VolumeBounds, roots: readonly string[]): readonly string[] {
  return roots.length === 0 ? [fixed] : roots;
}

async function astray(
  { fixed, own, source }: BoundVolume,
  roots: readonly string[],
  mustBeSeen: boolean,
): Promise<string | undefined> {
  const top = await follow(fixed);
  if (top.kind !== "there")
    return mustBeSeen ? `cannot be looked at: the scheduler's machine has no ${fixed}` : undefined;
  const here = await follow(source);
  // There nobody but administrators makes links.
  if (here.kind === "closed" && source === own && !mustBeSeen) return undefined;
  if (here.kind === "closed")
    return `cannot be looked at: the scheduler may not look into ${here.path} to see where it leads`;
  if (here.kind === "endless") return `leads nowhere: ${here.path} is one of too many links`;
  if (here.kind === "missing" && mustBeSeen) return `is not there: the scheduler sees no ${here.path}`;
  const limits = await Promise.all(roots.map(follow));
  const mine = await follow(own);
  const isKept =
    mine.kind !== "closed" &&
    isBelow(here.path, mine.path) &&
    limits.some(({ kind, path }) => kind === "there" && isBelow(here.path, path));
  if (isKept && !NEVER_SHOWN.some((path) => isBelow(here.path, path))) return undefined;
  return `leads to ${here.path} by a link, outside of where it should be`;
}

/** What is no directory of a volume, whatever links an administrator made. */
const NEVER_SHOWN = ["/etc", "/proc", "/sys", "/dev", "/run", "/boot"];

interface Way {
  /**
   * `there`: every name on it exists; `missing`: one does not, and `path` is what it would be; `closed`: this process
   * may not look at `path`; `endless`: too many links.
   */
  readonly kind: "there" | "missing" | "closed" | "endless";
  /** Without links, as far as they could be followed. */
  readonly path: string;
}

/** As many as Linux follows in one path; source: path_resolution(7). */
const LINKS_MAX = 40;

/** Where a path leads. A link to what is not there is followed, too: the machine that mounts it may have it. */
async function follow(path: string): Promise<Way> {
  let at = "/";
  let names = namesIn(path);
  let links = 0;
  let isMissing = false;
  while (names.length > 0) {
    const [name = "", ...rest] = names;
    names = rest;
    if (name === "..") {
      at = dirname(at);
      continue;
    }
    const next = join(at, name);
    const target = isMissing ? undefined : await targetOf(next);
    if (target === CLOSED) return { kind: "closed", path: at };
    if (target === GONE) isMissing = true;
    if (typeof target !== "string") {
      at = next;
      continue;
    }
    links += 1;
    if (links > LINKS_MAX) return { kind: "endless", path: next };
    if (target.startsWith("/")) at = "/";
    names = [...namesIn(target), ...names];
  }
  return { kind: isMissing ? "missing" : "there", path: at };
}

const CLOSED = Symbol("closed");
const GONE = Symbol("gone");

/** What a link holds; `undefined` for what is none. */
async function targetOf(path: string): Promise<string | typeof CLOSED | typeof GONE | undefined> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await readlink(path) : undefined;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EACCES" || code === "EPERM") return CLOSED;
    if (code === "ENOENT" || code === "ENOTDIR") return GONE;
    throw error;
  }
}

function isBelow(path: string, place: string): boolean {
  return place === "/" || path === place || path.startsWith(`${place}/`);
}

function namesIn(path: string): readonly string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}
