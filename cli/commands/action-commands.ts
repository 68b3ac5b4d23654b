import type { Command } from "../frame/command.ts";
import { DOCUMENT_FLAGS, JSON_FLAG, output, QUIET_FLAG, STATE_FLAG } from "../frame/common-flags.ts";
import type { Flag } from "../frame/flag.ts";
import { notYet } from "../frame/flag.ts";
import { JOB_FLAGS } from "../job-document/job-flags.ts";

/** What of a job may change after its submission. */
const EDITABLE: ReadonlySet<string> = new Set([
  "name",
  "description",
  "time",
  "after",
  "dependency",
  "begin",
  "deadline",
  "priority",
  "retry",
  "retry-on",
  "label",
  "constraint",
]);

const SET_FLAG: Flag = {
  name: "set",
  value: "FIELD=VALUE",
  repeated: true,
  summary: "Another value for a field of the job: labels.step=2, null for its default.",
};

/** Which jobs are ended, and what is said of it. */
const CANCEL_FLAGS: readonly Flag[] = [
  { name: "tasks", value: "INDEXES", summary: "Of an array only these tasks: 3-8,12." },
  { name: "all", short: "a", summary: "All of yours that have not ended." },
  { ...STATE_FLAG, summary: "All in this state; several with commas." },
  { name: "user", short: "u", value: "USER", summary: "All of this user, if you may." },
  { name: "project", short: "p", value: "PROJECT", summary: "All of this project." },
  { name: "name", short: "n", value: "GLOB", summary: "All of this name; * is any text." },
  { name: "label", short: "l", value: "KEY[=VALUE]", summary: "All with this label." },
  { name: "yes", short: "y", summary: "Do not ask, although it is more than one job." },
  { name: "strict", summary: "Exit with 7 when one had ended already." },
  { name: "wait", short: "w", rare: true, summary: "Wait until they have ended." },
  notYet(
    "signal",
    "a job is ended by TERM, and KILL after the grace time; `godocker signal NAME ID` sends another",
    {
      value: "NAME",
    },
  ),
  QUIET_FLAG,
];

/** What people do to jobs that are there. */
export const ACTION_COMMANDS: readonly Command[] = [
  {
    name: "cancel",
    group: "Jobs",
    operands: "ID…",
    completes: "job",
    summary: "End jobs, running or not: by their ids, or all that match the flags.",
    brief: "end jobs",
    flags: [
      ...CANCEL_FLAGS,
      {
        name: "grace",
        value: "DURATION",
        summary: "From TERM to KILL, in place of the jobs' own: 5s.",
      },
    ],
    example: "godocker cancel 12",
    details: [
      "A job that has ended already is no error. Of flags all must hold; without --user only your own are meant.",
    ],
  },
  {
    name: "kill",
    group: "Jobs",
    operands: "ID…",
    completes: "job",
    summary: "End jobs at once, without time to end by themselves; also those that are being cancelled.",
    brief: "end jobs at once",
    flags: CANCEL_FLAGS,
    example: "godocker kill 12",
    details: [
      "As `cancel --grace 0s`. In a swarm the grace time is that of the submission, whatever is said here.",
    ],
  },
  {
    name: "hold",
    group: "Jobs",
    operands: "ID…",
    operandsMin: 1,
    completes: "job",
    summary: "Keep waiting jobs from starting; what runs goes on.",
    brief: "keep jobs from starting",
    flags: [QUIET_FLAG, notYet("reason", "the scheduler keeps no words with it", { value: "TEXT" })],
    example: "godocker hold 12 13",
  },
  {
    name: "release",
    group: "Jobs",
    operands: "ID…",
    operandsMin: 1,
    completes: "job",
    summary: "Let held jobs start.",
    brief: "undo a hold",
    flags: [QUIET_FLAG, notYet("reason", "the scheduler keeps no words with it", { value: "TEXT" })],
    example: "godocker release 12 13",
  },
  {
    name: "suspend",
    group: "Jobs",
    operands: "ID…",
    operandsMin: 1,
    completes: "job",
    summary: "Pause running jobs where the cluster can; their memory stays.",
    brief: "pause jobs",
    flags: [QUIET_FLAG, notYet("reason", "the scheduler keeps no words with it", { value: "TEXT" })],
    example: "godocker suspend 12",
  },
  {
    name: "resume",
    group: "Jobs",
    operands: "ID…",
    operandsMin: 1,
    completes: "job",
    summary: "Let suspended jobs run on.",
    brief: "undo that",
    flags: [QUIET_FLAG, notYet("reason", "the scheduler keeps no words with it", { value: "TEXT" })],
    example: "godocker resume 12",
  },
  {
    name: "signal",
    group: "Jobs",
    operands: "NAME ID…",
    operandsMin: 2,
    completes: "job",
    summary: "Send a signal to the programs of jobs that run: USR1, HUP, WINCH …",
    brief: "a signal to running jobs",
    flags: [
      { name: "tasks", value: "INDEXES", summary: "Of an array only these tasks: 3-8,12." },
      QUIET_FLAG,
    ],
    example: "godocker signal USR1 12",
    details: [
      "What becomes of it is the program's affair: one that does not heed it is ended by most of them. To end a job, cancel it.",
      "A swarm, and containers that Mesos has Docker start, take no signals; `submit --signal` has one sent before the time limit.",
    ],
  },
  {
    name: "retry",
    group: "Jobs",
    operands: "ID…",
    operandsMin: 1,
    completes: "job",
    summary: "Submit jobs that have ended once more, each as a new job.",
    brief: "the same once more",
    flags: [
      { name: "failed", summary: "Of an array only the tasks that failed." },
      SET_FLAG,
      notYet("edit", "write `godocker show ID --spec -o yaml >F`, edit F, and submit it with --spec F"),
      QUIET_FLAG,
      output(["json", "name"]),
      JSON_FLAG,
    ],
    json: ["id", "state", "retryOf"],
    example: "godocker retry 12 --failed --set resources.memoryBytes=17179869184",
  },
  {
    name: "edit",
    group: "Jobs",
    operands: "ID",
    operandsMin: 1,
    operandsMax: 1,
    completes: "job",
    summary: "Change a job that waits: its priority, time limit, labels, what it waits for.",
    brief: "change what waits",
    flags: [
      ...JOB_FLAGS.filter(({ name }) => EDITABLE.has(name)).map(({ rare: _rare, ...flag }) => ({
        ...flag,
        // Too long for one line, or another form of one that is there.
        ...(flag.summary.length > 53 || flag.name === "dependency" ? { rare: true as const } : {}),
      })),
      { name: "throttle", value: "N", summary: "Of an array: so many tasks at a time." },
      { ...SET_FLAG, rare: true },
      ...DOCUMENT_FLAGS.map((flag) => ({ ...flag, rare: true as const })),
    ],
    json: ["id", "state", "priority", "labels"],
    example: "godocker edit 12 --priority 80 --time 4h",
    details: ["--after and --constraint replace what the job had of them; --label adds to its labels."],
  },
  {
    name: "wait",
    group: "Jobs",
    operands: "ID…",
    operandsMin: 1,
    completes: "job",
    summary: "Wait until jobs have ended; exit with the worst code of theirs.",
    brief: "until jobs have ended",
    flags: [
      { name: "any", summary: "Until the first has ended; exit with its code." },
      {
        name: "for",
        value: "state=STATE",
        summary: "Until each is in it or has ended; exit 0 if it was.",
      },
      { name: "exit-code-from", value: "ID", summary: "Exit with the code of this one of them." },
      { name: "timeout", value: "DURATION", summary: "Give up after that long, with exit 124." },
      { name: "quiet", short: "q", summary: "Print nothing; the exit status tells." },
      { name: "no-progress", summary: "No live line on a terminal, only the ends." },
    ],
    example: "godocker wait $(godocker submit -q step1.sh) && godocker submit step2.sh",
    details: ["Exit status: as for `run`. Ctrl-C ends only the waiting: the jobs go on."],
  },
];
