import { chownSync, mkdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { dirname, isAbsolute, join, normalize, sep } from "node:path";
import type { Resource } from "../../../proto/generated/types.ts";
import { reservedFor } from "../../resources/pool.ts";
import { kindOf } from "../../resources/pool.ts";
import type { ResourceKind } from "../../resources/pool.ts";
import type { User } from "./users.ts";

// Persistent volumes are directories below the work directory, and links to them in sandboxes: without mounts a task
// is not kept from writing more than the volume's size. Source: Mesos, the filesystem/posix isolator.

/** Where the data of a persistent volume is; `undefined` for other resources. */
export function volumeDirectory(workDirectory: string, kind: ResourceKind): string | undefined {
  const id = kind.disk?.persistence?.id;
  // A role is one directory, whatever it is below.
  return id === undefined
    ? undefined
    : join(workDirectory, "volumes", "roles", reservedFor(kind).replaceAll("/", " "), id);
}

/** Why the volumes cannot be put into a sandbox, or `undefined`. */
export function volumesProblem(resources: readonly Resource[]): string | undefined {
  for (const { disk } of resources) {
    if (disk?.persistence === undefined || disk.volume === undefined) continue;
    const path = disk.volume.container_path;
    if (isAbsolute(path) || normalize(path).split(sep)[0] === ".." || normalize(path) === ".")
      return `The container path '${path}' of volume '${disk.persistence.id}' must lead into the sandbox`;
  }
  return undefined;
}

/** Links the persistent volumes among the resources into the sandbox. Its owner becomes theirs. */
export function linkVolumes(
  workDirectory: string,
  sandbox: string,
  resources: readonly Resource[],
  owner: User | undefined,
): void {
  for (const resource of resources) {
    const directory = volumeDirectory(workDirectory, kindOf(resource));
    const path = resource.disk?.volume?.container_path;
    if (directory === undefined || path === undefined) continue;
    mkdirSync(directory, { recursive: true });
    if (owner !== undefined && statSync(directory).uid !== owner.uid)
      chownSync(directory, owner.uid, owner.gid);
    const link = join(sandbox, path);
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(directory, link);
  }
}
