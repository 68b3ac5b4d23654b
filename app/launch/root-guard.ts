import { readFileSync, realpathSync } from "node:fs";
import type { NewJob } from "../../jobs/life/job.ts";
import { rootRefusal, type RootGrant } from "../../jobs/submission/root-policy.ts";

export interface RootRules {
  /** As they are now. */
  readonly grants: () => readonly RootGrant[];
  /** The directories of jobs, where agents see them. */
  readonly jobsDirectory?: string;
  /** As `/proc/self/mountinfo` has them, for tests. */
  readonly mounts?: () => string;
}

/**
 * Asks again, before each launch of a job that wants to be root in its container, whether it may: what was allowed when
 * it was submitted may be so no longer. Where it could leave a file of root's in a directory that others see, programs
 * must not become root by such a file.
 */
export function rootGuard(
  { grants, jobsDirectory, mounts = readMounts }: RootRules,
  hold: (job: number) => Promise<void>,
): (job: NewJob) => Promise<string | undefined> {
  return async ({ id, spec, user }) => {
    if (spec.rootInContainer !== true) return undefined;
    const refusal =
      rootRefusal(spec, user, grants()) ??
      (jobsDirectory === undefined || isNosuid(jobsDirectory, mounts())
        ? undefined
        : `a job can be root in its container only when ${jobsDirectory} is on a file system that is mounted with nosuid`);
    if (refusal === undefined) return undefined;
    await hold(id);
    return `${refusal}; the job is held until it is released`;
  };
}

/** Nothing where a system has no such file: then nothing is known of its mounts. */
function readMounts(): string {
  try {
    return readFileSync("/proc/self/mountinfo", "utf8");
  } catch {
    return "";
  }
}

/** Whether the file system that holds a directory lets no program become another user. Source: Linux, proc(5). */
function isNosuid(directory: string, mounts: string): boolean {
  const path = realpathOr(directory);
  let place = "";
  let found = false;
  for (const line of mounts.split("\n")) {
    const [, , , , escaped = "", options = ""] = line.split(" ");
    const point = escaped.replaceAll(/\\([0-7]{3})/g, (_, code: string) =>
      String.fromCharCode(parseInt(code, 8)),
    );
    const holds = point === "/" || path === point || path.startsWith(`${point}/`);
    // Of two at one place the later one covers the other.
    if (point === "" || !holds || point.length < place.length) continue;
    place = point;
    found = options.split(",").includes("nosuid");
  }
  return found;
}

function realpathOr(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
