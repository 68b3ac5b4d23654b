import type { Command } from "../frame/command.ts";
import { ACTION_COMMANDS } from "./action-commands.ts";
import { CLUSTER_COMMANDS } from "./cluster-commands.ts";
import { IDENTITY_COMMANDS } from "./identity-commands.ts";
import { JOB_COMMANDS } from "./job-commands.ts";
import { LATER_COMMANDS } from "./later-commands.ts";
import { OTHER_COMMANDS } from "./other-commands.ts";
import { SERVER_COMMANDS } from "./server-commands.ts";
import { SITE_COMMANDS } from "./site-commands.ts";

export const COMMANDS: readonly Command[] = [
  ...JOB_COMMANDS,
  ...ACTION_COMMANDS,
  ...CLUSTER_COMMANDS,
  ...SITE_COMMANDS,
  ...SERVER_COMMANDS,
  ...IDENTITY_COMMANDS,
  ...OTHER_COMMANDS,
  ...LATER_COMMANDS,
];

export function findCommand(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name || (command.aliases ?? []).includes(name));
}
