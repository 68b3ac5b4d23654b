import type { Flag } from "./flag.ts";
import { notYet } from "./flag.ts";

/** What a job's program runs in, where, and with what beside cpu and memory. */
const PLACEMENT_FLAGS: readonly Flag[] = [
  {
    name: "pull",
    value: "WHEN",
    rare: true,
    summary: "When the image is pulled: ifNotPresent (default), always.",
  },
  {
    name: "containerizer",
    value: "NAME",
    choices: ["docker", "mesos"],
    rare: true,
    summary: "What starts the image on Mesos agents: docker, mesos (default: as the site has it).",
  },
  {
    name: "gpu-model",
    value: "MODEL",
    rare: true,
    summary: "Only GPUs of this model, as the nodes tell it (gpu_model).",
  },
  { name: "gres", value: "gpu[:MODEL]:N", hidden: true, summary: "GPUs as Slurm writes it." },
  {
    name: "pids",
    aliases: ["pids-limit"],
    value: "N",
    rare: true,
    summary: "So many processes and threads at most, where the cluster limits those of one job.",
  },
  {
    name: "memory-limit",
    value: "SIZE",
    rare: true,
    summary: "Let memory grow so far while the node has it (default: --memory is the limit).",
  },
  {
    name: "shm",
    aliases: ["shm-size"],
    value: "SIZE",
    rare: true,
    summary: "Size of /dev/shm in the image.",
  },
  {
    name: "tmpfs",
    value: "PATH:SIZE",
    repeated: true,
    rare: true,
    summary: "A file system in memory, in the image: /cache:1G; counts as memory.",
  },
  {
    name: "scratch",
    value: "SIZE[:PATH]",
    rare: true,
    summary: "Disk of the node for this task alone, gone after it; GODOCKER_SCRATCH says where.",
  },
  {
    name: "ports",
    value: "N",
    rare: true,
    summary: "So many free ports of the node, told in GODOCKER_PORTS.",
  },
  {
    name: "port-name",
    value: "NAME",
    repeated: true,
    rare: true,
    summary: "A port of the node with a name: http is told in GODOCKER_PORT_HTTP.",
  },
  {
    name: "licence",
    aliases: ["license", "L"],
    value: "NAME[:N]",
    repeated: true,
    rare: true,
    summary: "Wait until one, or N, of these licences of the site are free, and take them.",
  },
  { name: "network", value: "NAME", rare: true, summary: "Join a network of the site." },
  {
    name: "publish",
    value: "[NAME=]PORT[/udp]",
    repeated: true,
    rare: true,
    summary: "Reach a port of the network's container by one of the node: 80, 53/udp, web=8080.",
  },
  {
    name: "constraint",
    aliases: ["C"],
    value: "EXPR",
    repeated: true,
    rare: true,
    summary:
      "Only nodes with such attributes: 'rack==r1 && zone in (a,b)'; also != < > =~PATTERN, NAME, !NAME.",
  },
  {
    name: "node",
    aliases: ["nodelist"],
    value: "NAMES",
    rare: true,
    summary: "Only these nodes, with commas.",
  },
  {
    name: "exclude",
    aliases: ["x"],
    value: "NAMES",
    repeated: true,
    rare: true,
    summary: "Not on these nodes, with commas.",
  },
  {
    name: "affinity",
    value: "OP:ATTRIBUTE[:JOB]",
    repeated: true,
    rare: true,
    summary:
      "By what runs there: unique:hostname, balanced:rack for the tasks of an array; with:rack:12, apart:hostname:12 by those of job 12.",
  },
  {
    name: "prefer",
    value: "ATTRIBUTE=VALUE",
    repeated: true,
    rare: true,
    summary: "Rather on nodes with this value, or one of several with commas, where its data is: rack=r1,r2.",
  },
  {
    name: "queue",
    aliases: ["Q", "partition"],
    value: "QUEUE",
    rare: true,
    summary: "Which kind of job of the site it is.",
  },
  { name: "executor", value: "NAME", rare: true, summary: "Only on this cluster of the site." },
  {
    name: "workdir",
    short: "w",
    aliases: ["chdir", "D"],
    value: "DIR",
    rare: true,
    summary: "Where the program begins, an absolute path.",
  },
  {
    name: "stdout",
    value: "FILE",
    rare: true,
    summary: "Its output into a file of the job's directory: out-%j.txt (%j id, %a index).",
  },
  { name: "stderr", value: "FILE", rare: true, summary: "Its error output into a file; the same forms." },
  { name: "join", rare: true, summary: "Its error output where its output goes." },
  {
    name: "root",
    rare: true,
    summary: "Be root in the image's container, where the site lets this job.",
  },
  {
    name: "preemptible",
    rare: true,
    summary: "May run where it can be stopped at any time, and be tried again then.",
  },
];

/** As sbatch has them: understood, so that scripts and habits go on working. */
const SLURM_FLAGS: readonly Flag[] = [
  { name: "export", value: "K[=V],…", hidden: true, summary: "Variables: K=V, or K to copy yours." },
  { name: "requeue", hidden: true, summary: "As --retry 2 --retry-on node,preempt." },
  { name: "no-requeue", hidden: true, summary: "As --retry 1." },
  { name: "mail-user", value: "ADDRESS", hidden: true, summary: "Who is told, by mail." },
  { name: "mail-type", value: "WHEN", hidden: true, summary: "Of what: BEGIN, END, FAIL, ALL." },
  notYet("nice", "priorities are from 0 to 100, larger first: --priority", { value: "N" }),
];

/** Flags that say what a job is: of `submit` and `run`, and of `#GODOCKER` lines. */
export const JOB_FLAGS: readonly Flag[] = [
  { name: "name", short: "n", aliases: ["job-name", "J"], value: "NAME", summary: "Name shown to people." },
  {
    name: "cpus",
    short: "c",
    aliases: ["cpus-per-task"],
    value: "N",
    summary: "CPUs: 2, 0.5 or 500m (default 1).",
  },
  {
    name: "memory",
    short: "m",
    aliases: ["mem"],
    value: "SIZE",
    summary: "Memory: 512M, 1.5G (default 1G).",
  },
  { name: "gpus", short: "g", value: "N", summary: "Whole GPUs (default none)." },
  {
    name: "time",
    short: "t",
    value: "DURATION",
    summary: "Stop it after that long: 90s, 10m, 1h30m, 2d.",
  },
  {
    name: "image",
    short: "i",
    value: "IMAGE",
    summary: "Run in this image: biocontainers/blast:2.15.",
  },
  {
    name: "project",
    short: "p",
    aliases: ["account", "A"],
    value: "PROJECT",
    summary: "Whose share it uses.",
  },
  {
    name: "env",
    short: "e",
    value: "K[=V]",
    repeated: true,
    summary: "Set a variable; without =V copy yours.",
  },
  {
    name: "env-file",
    value: "FILE",
    repeated: true,
    rare: true,
    summary: "Variables from a file, K=V a line.",
  },
  {
    name: "secret",
    value: "NAME[=K]",
    repeated: true,
    rare: true,
    summary: "A secret of `godocker secret ls` as the variable K, or with NAME=file:F as a file.",
  },
  {
    name: "volume",
    short: "v",
    value: "NAME[:rw]",
    repeated: true,
    summary: "A directory of `godocker volumes`, read-only or :rw.",
  },
  {
    name: "array",
    short: "a",
    value: "LIST",
    summary: "Many tasks: 1-100, 1-99:2, 1,5,7-9; %8 = 8 at a time.",
  },
  {
    name: "gang",
    rare: true,
    summary: "The tasks of the array start together or not at all.",
  },
  {
    name: "gang-on",
    value: "ATTRIBUTE",
    rare: true,
    summary: "The same, on nodes with one value of this attribute: rack.",
  },
  {
    name: "after",
    value: "ID[:WHEN]",
    repeated: true,
    summary: "Start when that job is ok (default), any or fail.",
  },
  {
    name: "dependency",
    short: "d",
    value: "LIST",
    repeated: true,
    rare: true,
    summary: "The same as Slurm writes it: afterok:12:13,afterany:14.",
  },
  {
    name: "begin",
    aliases: ["b"],
    value: "TIME",
    rare: true,
    summary: "Do not start before: now+2h, 08:30, tomorrow 08:30, 2030-01-31 08:30.",
  },
  {
    name: "deadline",
    value: "TIME",
    rare: true,
    summary: "Stop it if it has not ended by then; the same forms.",
  },
  {
    name: "notify",
    value: "WHOM[:WHEN]",
    repeated: true,
    rare: true,
    summary: "Tell a mail or web address: ana@example.org:start,success,failure,cancel.",
  },
  {
    name: "priority",
    value: "0-100",
    rare: true,
    summary: "Larger first, among your own jobs (default 50).",
  },
  { name: "hold", short: "H", rare: true, summary: "Wait until `godocker release`." },
  {
    name: "retry",
    value: "N",
    rare: true,
    summary: "Attempts in all, the first included (default 2; 1 = no second try).",
  },
  {
    name: "retry-on",
    value: "CAUSES",
    rare: true,
    summary: "When to try again: node, launch, pull, preempt, oom, exit:N, any (default node,launch).",
  },
  { name: "label", short: "l", value: "K=V", repeated: true, rare: true, summary: "A label to find it by." },
  ...PLACEMENT_FLAGS,
  ...SLURM_FLAGS,
  {
    name: "signal",
    value: "NAME@SECONDS",
    rare: true,
    summary: "Send it this signal so long before its time limit: USR1@120.",
  },
  { name: "disk", aliases: ["tmp"], value: "SIZE", rare: true, summary: "Disk space of its own directory." },
  {
    name: "grace",
    value: "DURATION",
    rare: true,
    summary: "From TERM to KILL when it is stopped (default 30s).",
  },
  { name: "description", aliases: ["comment"], value: "TEXT", rare: true, summary: "A text for people." },
];

/**
 * Flags of other versions: refused by name rather than as unknown. `field` is what each would set, `what` the words of
 * `jobs/` for it, here once more so that no command has to load the schema of jobs for them.
 */
export const FLAGS_NOT_YET: Readonly<Record<string, { readonly field: string; readonly what: string }>> = {
  spread: { field: "/spread", what: "spreading" },
  ssh: { field: "/interactive", what: "interactive sessions" },
};
