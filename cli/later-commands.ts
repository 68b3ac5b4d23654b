import type { Command, Group } from "./command.ts";
import { LIST_FLAGS } from "./common-flags.ts";
import type { Flag } from "./flag.ts";

interface Later {
  readonly name: string;
  readonly group: Group;
  readonly operands?: string;
  readonly completes?: Command["completes"];
  readonly summary: string;
  readonly flags?: readonly Flag[];
  readonly example: string;
  readonly later: string;
}

const LATER: readonly Later[] = [
  {
    name: "kill",
    group: "Jobs",
    operands: "ID…",
    completes: "job",
    summary: "End jobs at once, without time to end by themselves.",
    example: "godocker kill 12",
    later: "the server ends jobs with the grace that they were submitted with; use `godocker cancel`",
  },
  {
    name: "ssh",
    group: "Jobs",
    operands: "ID",
    completes: "job",
    summary: "A shell in a running job by ssh.",
    example: "godocker ssh 12",
    later: "there is no ssh gateway; `godocker exec ID` opens a shell there",
  },
  {
    name: "queues",
    group: "Cluster",
    operands: "[show|create|set|delete NAME]",
    completes: ["show", "create", "set", "delete"],
    summary: "Queues: which jobs they take, and their limits.",
    flags: LIST_FLAGS,
    example: "godocker queues show long",
    later: "there is one queue, for all jobs",
  },
  {
    name: "usage",
    group: "Cluster",
    summary: "Hours of cpu, GPU and memory by user, project and day.",
    flags: [
      ...LIST_FLAGS,
      { name: "from", value: "DATE", summary: "From this day on." },
      { name: "to", value: "DATE", summary: "Up to this day." },
      { name: "by", value: "WORDS", summary: "Sums by project, user, day; several with commas." },
    ],
    example: "godocker usage --from 2030-01-01 --by project,user -o csv",
    later: "the server does not tell what was used",
  },
  {
    name: "shims",
    group: "Other",
    operands: "install DIR",
    completes: ["install"],
    summary: "Commands with the names of Slurm's: sbatch, squeue, scancel …",
    flags: [{ name: "only", value: "NAMES", summary: "Only these, with commas." }],
    example: "godocker shims install ~/bin --only sbatch,squeue",
    later: "the commands with Slurm's names are not written",
  },
];

/** Commands whose subject comes later: with help, example and completion already, so that their names are settled. */
export const LATER_COMMANDS: readonly Command[] = LATER.map(
  ({ name, group, operands = "", completes, summary, flags = [], example, later }) => ({
    name,
    group,
    operands,
    ...(operands === "" ? { operandsMax: 0 } : {}),
    takesCommand: true,
    ...(completes === undefined ? {} : { completes }),
    summary: `${summary} Not yet.`,
    brief: "not yet",
    flags,
    example,
    details: [`Not yet: ${later}.`],
    later,
  }),
);
