import { constants } from "node:fs";
import { lchown, mkdir, open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { jobDirectory, jobEnvironment, scriptArgv, volumeVariable } from "../../jobs/life/directory.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import { mib, scratchMib } from "../../jobs/placement/requirement.ts";
import { grantedVolumes, volumeBounds, volumePlaces, type SiteVolume } from "../../jobs/placement/volumes.ts";
import { fillIoPattern } from "../../jobs/spec/io-pattern.ts";
import { LEGACY_MOUNT } from "../../jobs/spec/legacy.ts";
import { portUses } from "../../jobs/spec/ports.ts";
import { SCRIPT_NAME } from "../../jobs/spec/spec-defaults.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import type { HostPort, Mount, RunAs, TaskLaunch, TaskNetwork } from "../../offers/backend.ts";
import type { PlannedAttempt } from "../../scheduler/state/decision.ts";
import type { LaunchAccount } from "../people/accounts.ts";
import { legacyEnvironment, putFile, writeLegacyProgram } from "./legacy-program.ts";
import type { TaskSecrets } from "./task-secrets.ts";
import type { BoundVolume, VolumeGuard } from "./volume-guard.ts";
import { asAccount, inFiles, onVolumes, withSecretFiles, withWarning } from "./wrappers.ts";

export interface PrepareOptions {
  /** Root of the job directories, an absolute path. */
  readonly jobsDirectory: string;
  /** Whether agents see `jobsDirectory` under the same path. If not, scripts are fetched from the API. */
  readonly shared: boolean;
  /** Address from which an agent fetches a file of this attempt. */
  readonly onceUrl: (file: string) => string;
  /** Those that are configured. */
  readonly volumes: readonly SiteVolume[];
  /** Looks where links lead, before the job starts. */
  readonly volumeGuard: VolumeGuard;
  /** Account on the agents for the owner of a job, or why it must not start. */
  readonly runAs: (job: NewJob) => Promise<LaunchAccount>;
  /** Why a job that wants it must not be root in its container now, a sentence; it is held then. */
  readonly rootFault: (job: NewJob) => Promise<string | undefined>;
  /** What the tasks of a job get of its owner's secrets now. */
  readonly secretsOf: (job: NewJob) => Promise<TaskSecrets>;
}

/** How much later than the scheduler the backend ends a task: it must never be the first while there is a scheduler. */
const BACKSTOP_MARGIN_MS = 60_000;

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
  const volumes = volumesOf(job, options.volumes);
  const ports = portsOf(spec, attempt);
  const account = await options.runAs(job);
  const withheld =
    "why" in account
      ? account.why
      : ((await options.rootFault(job)) ?? (await options.volumeGuard.fault(job.id, volumes)));
  const runAs = spec.rootInContainer === true ? rootOf(account.runAs) : account.runAs;
  // What is not started has nothing written for it.
  const program =
    withheld === undefined ? await prepareProgram(job, attempt, options, account.runAs) : NO_PROGRAM;
  const secrets = await options.secretsOf(job);
  const { argv, variables } =
    withheld === undefined
      ? wrapped(job, attempt, program, secrets, account.runAs, (argv) =>
          onVolumes(argv, volumes, options.volumeGuard.roots),
        )
      : { argv: program.argv, variables: {} };
  const index = attempt.index === undefined ? "" : `[${attempt.index}]`;
  const { memoryLimitBytes, pids, shmBytes } = spec.resources;
  return {
    taskId: attempt.taskId,
    name: `${spec.name}${index} (${job.user})`,
    argv,
    env: {
      ...homeOf(account, spec),
      ...spec.env,
      ...jobEnvironment(job, attempt),
      ...Object.fromEntries(volumes.map(({ name, path }) => [volumeVariable(name), path])),
      ...(program.directory === undefined
        ? {}
        : { GODOCKER_JOB_DIR: program.directory, GODOCKER_PWD: program.directory }),
      ...(job.legacy === undefined ? {} : legacyEnvironment(job, program.directory, volumes)),
    },
    ...(spec.secrets === undefined || !secrets.ok
      ? {}
      : { secretEnv: { ...secrets.variables, ...variables } }),
    ...(withheld === undefined ? (secrets.ok ? {} : { withheld: secrets.why }) : { withheld }),
    files: program.files,
    resources: attempt.resources,
    ports,
    account: runAs,
    labels: { ...labelsOf(job, attempt), ...idLabels(account.runAs) },
    graceMs: attempt.graceMs,
    ...(spec.walltimeSeconds === undefined
      ? {}
      : { maxCompletionMs: spec.walltimeSeconds * 1000 + attempt.graceMs + BACKSTOP_MARGIN_MS }),
    ...(memoryLimitBytes === undefined ? {} : { memoryLimitMib: mib(memoryLimitBytes) }),
    ...(pids === undefined ? {} : { pids }),
    ...(shmBytes === undefined ? {} : { shmMib: mib(shmBytes) }),
    ...(spec.image === undefined ? {} : { image: spec.image }),
    ...(spec.network === undefined ? {} : { network: networkOf(spec, spec.network, ports) }),
    // Without an image a task sees the machine's files as they are.
    mounts: spec.image === undefined ? [] : mountsOf(job, volumes, program.directory),
    tmpfs: spec.tmpfs.map(({ path, bytes }) => ({ path, mib: mib(bytes) })),
    ...(spec.scratch === undefined ? {} : { scratch: { mib: scratchMib(spec), path: spec.scratch.path } }),
    ...(attempt.reservation === undefined ? {} : { reservation: attempt.reservation }),
    preemptible: spec.preemptible,
  };
}

interface Program {
  readonly argv: readonly [string, ...string[]];
  readonly files: TaskLaunch["files"];
  /** The job's own, where agents see it. */
  readonly directory?: string;
}

/** Stands where one would, in a task that is never started. */
const NO_PROGRAM: Program = { argv: ["false"], files: [] };

async function prepareProgram(
  { id, spec, legacy }: NewJob,
  { taskId, index }: PlannedAttempt,
  { shared, jobsDirectory, onceUrl }: PrepareOptions,
  runAs: RunAs,
): Promise<Program> {
  const { script, args } = spec;
  const [program, ...rest] = spec.command ?? [];
  const directory = shared ? join(jobsDirectory, jobDirectory(id, index)) : undefined;
  if (directory !== undefined) await openDirectory(directory, runAs, spec.rootInContainer === true);
  const where = directory === undefined ? {} : { directory };
  if (legacy !== undefined && directory !== undefined)
    return { argv: await writeLegacyProgram(directory, { spec, legacy }, taskId), files: [], directory };
  if (script === undefined) {
    if (program === undefined) throw new Error(`job ${id} has neither command nor script`);
    return { argv: [program, ...rest], files: [], ...where };
  }
  if (directory === undefined) {
    // Backends look for what is fetched in the sandbox, wherever that is for the task.
    const files = [{ url: onceUrl(SCRIPT_NAME), name: SCRIPT_NAME, executable: true }];
    return { argv: scriptArgv(script, `./${SCRIPT_NAME}`, args), files };
  }
  const path = join(directory, SCRIPT_NAME);
  await putFile(path, script, 0o755, taskId);
  return { argv: scriptArgv(script, path, args), files: [], directory };
}

/** Tasks write into their directory. Only root can give it to another account; what is above stays ours. */
async function openDirectory(path: string, { uid, gid }: RunAs, forGroup: boolean): Promise<void> {
  await mkdir(path, { recursive: true });
  if (process.getuid?.() !== 0 || uid === undefined || uid === 0) return;
  await lchown(path, uid, gid ?? uid);
  // Root without capabilities writes as the group that it has.
  if (!forGroup) return;
  await using directory = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  await directory.chmod(0o775);
}

/** The owner's groups stay: what they may read, the job may, and no more. */
function rootOf({ gid = 0, groups }: RunAs): RunAs {
  return { name: "root", uid: 0, gid, ...(groups === undefined ? {} : { groups }) };
}

/** As they may be named now, whatever was so when the job was submitted. */
function volumesOf({ spec, user }: NewJob, configured: readonly SiteVolume[]): readonly BoundVolume[] {
  const account = { user, project: spec.project };
  const places = volumePlaces(spec, grantedVolumes(configured, account));
  const missing = spec.volumes.filter(({ name }) => !places.some((place) => place.name === name));
  if (missing.length > 0) {
    throw new Error(
      `volume ${missing.map(({ name }) => name).join(", ")} is no longer configured, or not for this job`,
    );
  }
  return places.flatMap((place) => {
    const volume = configured.find(({ name }) => name === place.name);
    return volume === undefined ? [] : [{ ...place, ...volumeBounds(volume, account) }];
  });
}

function mountsOf(
  { legacy }: NewJob,
  volumes: readonly BoundVolume[],
  directory: string | undefined,
): readonly Mount[] {
  const mounts = volumes.map(({ own, source, path, mode }) => ({
    source,
    path,
    mode,
    ...(own === source ? {} : { beneath: own }),
  }));
  if (directory === undefined) return mounts;
  const path = legacy === undefined ? directory : LEGACY_MOUNT;
  return [...mounts, { source: directory, path, mode: "rw" }];
}

function inItsFiles(job: NewJob, attempt: PlannedAttempt, program: Program): Program["argv"] {
  const { io, name, workdir } = job.spec;
  const { directory } = program;
  if (io === undefined && workdir === undefined) return program.argv;
  if (directory === undefined)
    throw new Error("job directories are no longer where agents see them (jobs.shared)");
  const { index, placement } = attempt;
  const { hostname } = placement;
  const values = { job: job.id, ...(index === undefined ? {} : { index }), name, user: job.user, hostname };
  const fileOf = (pattern: string | undefined) =>
    pattern === undefined ? "" : resolve(directory, fillIoPattern(pattern, values));
  return inFiles(program.argv, {
    workdir: workdir ?? "",
    stdin: fileOf(io?.stdin),
    stdout: fileOf(io?.stdout),
    stderr: fileOf(io?.stderr),
    join: io?.join === true,
  });
}

/** The program of a task in all that it is started by, from the inside to the outside. */
function wrapped(
  job: NewJob,
  attempt: PlannedAttempt,
  program: Program,
  secrets: TaskSecrets,
  { uid, groups }: RunAs,
  checked: (argv: Program["argv"]) => Program["argv"],
): ReturnType<typeof withSecretFiles> {
  const { signal, walltimeSeconds } = job.spec;
  const started = inItsFiles(job, attempt, program);
  // An image may have no shell, and its volumes are mounted before it could look.
  const inner = job.spec.image === undefined ? checked(started) : started;
  const warned =
    signal === undefined || walltimeSeconds === undefined
      ? inner
      : withWarning(inner, signal, walltimeSeconds);
  // The process that warns is begun without what is in the variables of secrets.
  const whole = withSecretFiles(warned, secrets.ok ? secrets.files : []);
  // An image may have no shell; there the account is a number already, or that of the agent's name service.
  const isChecked = uid !== undefined && groups !== undefined && job.spec.image === undefined;
  return isChecked ? { ...whole, argv: asAccount(whole.argv, uid) } : whole;
}

function portsOf(spec: JobSpec, { job, ports = [] }: PlannedAttempt): readonly HostPort[] {
  const uses = portUses(spec);
  if (ports.length !== uses.length) {
    throw new Error(`job ${job} needs ${uses.length} ports, and its attempt was given ${ports.length}`);
  }
  return ports.map((port, at) => {
    const name = uses[at]?.name;
    return name === undefined ? { port } : { port, name };
  });
}

/** Behind the job's own host ports come those of its network, one for each port of the container. */
function networkOf(
  { resources }: JobSpec,
  network: NonNullable<JobSpec["network"]>,
  ports: readonly HostPort[],
): TaskNetwork {
  const mapped = ports.slice(resources.ports);
  return {
    name: network.name,
    mappings: network.ports.flatMap(({ container, protocol }, at) => {
      const host = mapped[at]?.port;
      return host === undefined ? [] : [{ host, container, protocol }];
    }),
  };
}

/** What people and tools find a task by in the backend's own interface. */
function labelsOf(job: NewJob, { index, attempt }: PlannedAttempt): Readonly<Record<string, string>> {
  return {
    "godocker.job": String(job.id),
    ...(index === undefined ? {} : { "godocker.index": String(index) }),
    "godocker.attempt": String(attempt),
    "godocker.user": job.user,
    "godocker.project": job.spec.project,
  };
}

/** The numbers of the account, for agents that do not know its name. */
function idLabels({ uid, gid, groups }: RunAs): Readonly<Record<string, string>> {
  if (uid === undefined || gid === undefined || groups === undefined) return {};
  return {
    "godocker.uid": String(uid),
    "godocker.gid": String(gid),
    "godocker.groups": groups.join(","),
  };
}

/** In an image there may be no such directory. */
function homeOf(account: LaunchAccount, { image }: JobSpec): Readonly<Record<string, string>> {
  if ("why" in account || account.home === undefined || image !== undefined) return {};
  const { name } = account.runAs;
  return { HOME: account.home, USER: name, LOGNAME: name };
}
