import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeCgroup, parseCgroupMounts, parseOwnCgroup, removeCgroup } from "./cgroups.ts";
import type { CgroupMount, CgroupParent, CgroupParents, Controller } from "./cgroups.ts";

/** What of control groups may be used here. */
export interface CgroupSetup {
  readonly parents: CgroupParents;
  /** Why a controller cannot be used. */
  readonly missing: Readonly<Partial<Record<Controller, string>>>;
}

const CONTROLLERS: readonly Controller[] = ["cpu", "cpuacct", "memory", "pids", "io"];

/**
 * Finds the hierarchies of this host and makes the agent's parent groups in them; each is tried with a group of its
 * own, because being mounted says nothing of being writable.
 *
 * @param root  name of the parent groups, below the top of each hierarchy (Mesos: `--cgroups_root`)
 */
export function setUpCgroups(root: string, instance: string): CgroupSetup {
  const mounts = parseCgroupMounts(readFileSync("/proc/self/mountinfo", "utf8"));
  const own = parseOwnCgroup(readFileSync("/proc/self/cgroup", "utf8"));
  const parents: Partial<Record<Controller, CgroupParent>> = {};
  const missing: Partial<Record<Controller, string>> = {};
  const unified = mounts.find(({ version }) => version === 2);
  for (const controller of CONTROLLERS) {
    const found = findParent(controller, mounts, unified, root, own);
    const parent = typeof found === "string" ? undefined : found;
    const problem = parent === undefined ? String(found) : tryOut(controller, parent, instance);
    if (parent !== undefined && problem === undefined) parents[controller] = parent;
    else missing[controller] = problem ?? "";
  }
  return { parents, missing };
}

/** Takes the parent groups away again if nothing is left in them. */
export function tearDownCgroups(parents: CgroupParents): void {
  for (const { directory } of Object.values(parents)) removeIfEmpty(directory);
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // Tasks that go on, or another agent's, or never made.
  }
}

/** The parent group, or why there is none. */
function findParent(
  controller: Controller,
  mounts: readonly CgroupMount[],
  unified: CgroupMount | undefined,
  root: string,
  own: string | undefined,
): CgroupParent | string {
  const mount = mounts.find(({ version, controllers }) => version === 1 && controllers.includes(controller));
  if (mount !== undefined) {
    const directory = join(mount.directory, root);
    return makeDirectory(directory) ?? { version: 1, directory };
  }
  if (unified === undefined) return "this host mounts no control groups";
  // Version 2 counts the CPU time of every group without a controller.
  const needed = controller === "cpuacct" ? undefined : controller;
  const tops = [unified.directory, ...(own === undefined ? [] : [join(unified.directory, own)])];
  let why = "";
  for (const top of tops) {
    const problem = prepareUnified(top, root, needed);
    if (problem === undefined) return { version: 2, directory: join(top, root) };
    removeIfEmpty(join(top, root));
    why = problem;
  }
  return why;
}

function prepareUnified(top: string, root: string, controller: string | undefined): string | undefined {
  if (controller !== undefined && !wordsOf(join(top, "cgroup.controllers")).includes(controller))
    return `${top} has no controller '${controller}'`;
  const directory = join(top, root);
  const problem = makeDirectory(directory);
  if (problem !== undefined) return problem;
  if (controller === undefined) return undefined;
  leaveTop(top);
  for (const group of [top, directory]) {
    if (wordsOf(join(group, "cgroup.subtree_control")).includes(controller)) continue;
    try {
      writeFileSync(join(group, "cgroup.subtree_control"), `+${controller}`);
    } catch (error) {
      return codeOf(error) === "EBUSY"
        ? `${group} holds other processes than the agent; start the agent in a group of its own (systemd-run --scope -p Delegate=yes)`
        : `${group} cannot hand on '${controller}': ${codeOf(error)}`;
    }
  }
  return undefined;
}

/** A group of version 2 hands on controllers only when no process is in it: the agent, if alone, moves a level down. */
function leaveTop(top: string): void {
  if (wordsOf(join(top, "cgroup.procs")).join(" ") !== String(process.pid)) return;
  try {
    mkdirSync(join(top, "agent"), { recursive: true });
    writeFileSync(join(top, "agent", "cgroup.procs"), String(process.pid));
  } catch {
    // Then handing on is refused as well, which is told.
  }
}

function makeDirectory(directory: string): string | undefined {
  try {
    mkdirSync(directory, { recursive: true });
    return undefined;
  } catch (error) {
    return `${directory} cannot be made: ${codeOf(error)}`;
  }
}

/** Makes a group, sets every limit and removes it again. */
function tryOut(controller: Controller, parent: CgroupParent, instance: string): string | undefined {
  const name = `${instance}.probe-${process.pid}`;
  const only = { [controller]: parent };
  try {
    makeCgroup(only, name, {
      cpusMilli: 1000,
      cpuQuotaMilli: 1000,
      memorySoftBytes: 2 ** 26,
      memoryBytes: 2 ** 26,
      pids: 16,
    });
    return undefined;
  } catch (error) {
    return `${join(parent.directory, name)} takes no limit: ${codeOf(error)}`;
  } finally {
    removeCgroup(only, name);
  }
}

function wordsOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8")
      .split(/\s+/)
      .filter((word) => word !== "");
  } catch {
    return []; // not there or not to be read: nothing can be had from it
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error) return String(error.code);
  return String(error);
}
