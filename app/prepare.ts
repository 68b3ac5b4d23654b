import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { jobDirectory, jobEnvironment, SCRIPT_NAME, scriptArgv, volumeVariable } from "../jobs/directory.ts";
import type { NewJob } from "../jobs/job.ts";
import type { TaskLaunch } from "../offers/backend.ts";
import type { PlannedAttempt } from "../scheduler/decision.ts";

export interface PrepareOptions {
  /** Root of the job directories, an absolute path. */
  readonly jobsDirectory: string;
  /** Whether agents see `jobsDirectory` under the same path. If not, scripts are fetched from the API. */
  readonly shared: boolean;
  /** Address from which an agent fetches a file of this attempt. */
  readonly onceUrl: (file: string) => string;
  /** Directory of each configured volume. */
  readonly volumes: ReadonlyMap<string, string>;
  /** Account on the agents for a user of ours. */
  readonly runAs: (user: string) => string;
}

/**
 * Turns a planned attempt into what a backend starts. With a shared job directory the script is written there, whole
 * before it has its name, so that an attempt that is prepared twice never sees half of it. Script and arguments stay
 * data: nothing is pasted into a shell line.
 */
export async function prepareLaunch(
  job: NewJob,
  attempt: PlannedAttempt,
  options: PrepareOptions,
): Promise<TaskLaunch> {
  const { spec } = job;
  const env: Record<string, string> = { ...spec.env, ...jobEnvironment(job, attempt) };
  const missing: string[] = [];
  for (const { name } of spec.volumes) {
    const path = options.volumes.get(name);
    if (path === undefined) missing.push(name);
    else env[volumeVariable(name)] = path;
  }
  if (missing.length > 0) throw new Error(`volume ${missing.join(", ")} is no longer configured`);
  const files: { url: string; name: string; executable: boolean }[] = [];
  let argv = argvOf(spec.command);
  if (options.shared) {
    const directory = join(options.jobsDirectory, jobDirectory(job.id, attempt.index));
    await mkdir(directory, { recursive: true });
    env.GODOCKER_JOB_DIR = directory;
    if (spec.script !== undefined) {
      const path = join(directory, SCRIPT_NAME);
      const part = `${path}.${attempt.taskId}.part`;
      await writeFile(part, spec.script);
      await chmod(part, 0o755);
      await rename(part, path);
      argv = scriptArgv(spec.script, path, spec.args);
    }
  } else if (spec.script !== undefined) {
    files.push({ url: options.onceUrl(SCRIPT_NAME), name: SCRIPT_NAME, executable: true });
    argv = scriptArgv(spec.script, `./${SCRIPT_NAME}`, spec.args);
  }
  if (argv === undefined) throw new Error(`job ${job.id} has neither command nor script`);
  const index = attempt.index === undefined ? "" : `[${attempt.index}]`;
  return {
    taskId: attempt.taskId,
    name: `${spec.name}${index} (${job.user})`,
    argv,
    env,
    files,
    resources: attempt.resources,
    user: options.runAs(job.user),
    labels: { "godocker.job": String(job.id), "godocker.user": job.user, "godocker.project": spec.project },
    graceMs: attempt.graceMs,
  };
}

function argvOf(command: readonly string[] | undefined): readonly [string, ...string[]] | undefined {
  const [program, ...args] = command ?? [];
  return program === undefined ? undefined : [program, ...args];
}
