import { nearest } from "../../resources/nearest.ts";
import { COMMANDS } from "./commands.ts";
import { EXIT, Failure } from "../text/failure.ts";

export function unknownCommand(name: string): Failure {
  const names = COMMANDS.flatMap(({ name, aliases = [] }) => aliases.concat(name));
  const near = nearest(name, names);
  return new Failure({
    exit: EXIT.usage,
    what: `there is no command "${name}"`,
    fix: near === undefined ? "`godocker help` lists them" : `did you mean ${near}?`,
    usage: "godocker COMMAND [flags]",
  });
}
