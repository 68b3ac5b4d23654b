import type { Command, Group } from "../frame/command.ts";
import type { Flag } from "../frame/flag.ts";

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
    name: "ssh",
    group: "Jobs",
    operands: "ID",
    completes: "job",
    summary: "A shell in a running job by ssh.",
    example: "godocker ssh 12",
    later: "there is no ssh gateway; `godocker exec ID` opens a shell there",
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
