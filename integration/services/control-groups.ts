import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

const ROOT = "/sys/fs/cgroup";

/**
 * Control groups of a service's own, of every kind that there is: what counts or removes groups below one of them does not
 * meet those of another service.
 */
export function openControlGroups(name: string): void {
  for (const hierarchy of hierarchies()) {
    const directory = join(hierarchy, name);
    mkdirSync(directory, { recursive: true });
    // Those of the first generation begin with no processors and no memory.
    for (const file of ["cpuset.cpus", "cpuset.mems"])
      if (hierarchy !== ROOT && existsSync(join(directory, file)))
        writeFileSync(join(directory, file), readFileSync(join(hierarchy, file)));
    if (hierarchy === ROOT) {
      const controllers = readFileSync(join(directory, "cgroup.controllers"), "utf8").trim().split(" ");
      const words = controllers.filter((word) => word !== "").map((word) => `+${word}`);
      writeFileSync(join(directory, "cgroup.subtree_control"), words.join(" "));
    }
  }
}

/** What still runs there keeps its own. */
export function closeControlGroups(name: string): void {
  for (const hierarchy of hierarchies()) removeBelow(join(hierarchy, name));
}

function hierarchies(): readonly string[] {
  if (existsSync(join(ROOT, "cgroup.controllers"))) return [ROOT];
  return readdirSync(ROOT)
    .map((name) => join(ROOT, name))
    .filter((path) => statSync(path).isDirectory());
}

function removeBelow(directory: string): void {
  if (!existsSync(directory)) return;
  for (const entry of readdirSync(directory, { withFileTypes: true }))
    if (entry.isDirectory()) removeBelow(join(directory, entry.name));
  try {
    rmdirSync(directory);
  } catch {
    // It is in use: it goes with the machine.
  }
}
