import type { Command } from "../frame/command.ts";
import { LIST_FLAGS, QUIET_FLAG } from "../frame/common-flags.ts";

/** What a site has, and what was used of it. */
export const SITE_COMMANDS: readonly Command[] = [
  {
    name: "queues",
    aliases: ["queue"],
    group: "Cluster",
    operands: "[ls | show|use|rm|create|set NAME WORD=VALUE…]",
    completes: ["ls", "show", "use", "create", "set", "rm"],
    summary: "The queues that your jobs may name with --queue: what they give and allow.",
    brief: "queues and their limits",
    flags: [
      { name: "dry-run", summary: "Of create and set: only say what would be." },
      ...LIST_FLAGS,
      QUIET_FLAG,
    ],
    example: "godocker queues show long",
    json: ["name", "isDefault", "projects", "executors", "image", "walltimeSeconds", "limits", "source"],
    details: [
      "Limits are of one task. Administrators make, change and remove queues; what they say stands above the configuration.",
      "use: the queue of your jobs that name none; `use none` takes that back.",
      "Words: cpus memory disk gpus time array (limits), default-time image projects executors prefer spill-after; none takes one away.",
      "godocker queues create short cpus=8 time=1h default-time=30m executors=mesos",
    ],
  },
  {
    name: "usage",
    aliases: ["report"],
    group: "Cluster",
    operands: "",
    operandsMax: 0,
    summary: "Hours of CPU, GPU and memory that were used, by user, project, day, week or month.",
    brief: "hours that were used",
    flags: [
      {
        name: "by",
        value: "WORDS",
        summary: "user, project, and day, week or month.",
      },
      { name: "since", value: "TIME", summary: "From then on: 30d (ago), 2030-01-01." },
      { name: "until", value: "TIME", summary: "Up to then; of a day, not counting it." },
      { name: "from", value: "TIME", hidden: true, summary: "As --since." },
      { name: "to", value: "TIME", hidden: true, summary: "As --until." },
      { name: "user", short: "u", value: "USER", repeated: true, summary: "Only of this user." },
      { name: "project", short: "p", value: "PROJECT", repeated: true, summary: "Only of this project." },
      ...LIST_FLAGS,
    ],
    example: "godocker usage --by project,month --since 2030-01-01 -o csv",
    json: [
      "user",
      "project",
      "day",
      "week",
      "month",
      "cpuHours",
      "gpuHours",
      "memoryGibHours",
      "cpuSeconds",
      "gpuSeconds",
      "memoryByteSeconds",
    ],
    details: [
      "Without flags it is this month's, by project and user. --from and --to are other names of --since and --until.",
      "Your own, and those of projects that you own; of all for operators, auditors and administrators.",
      "An attempt is counted in the hour in which it ended, whole; what runs is not in it yet. Days are of UTC.",
    ],
  },
];
