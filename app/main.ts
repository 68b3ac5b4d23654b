import type { Config } from "../config/load.ts";
import { parseRole, readSettings, StartError } from "./settings.ts";

const ROLE_HELP = `godocker up                everything on this machine: API, scheduler, an embedded cluster
godocker scheduler         a scheduler; any number may run on one store
godocker api               the API; any number may run on one store
godocker config check      every fault of the configuration at once

  --config FILE      JSON5; may be given several times, later ones win
  --set KEY=VALUE    one setting; may be given several times
  --data DIR         up: state and volumes below this directory
  --port N           up: port of the API, 0 for any that is free

Every setting is described in docs/configuration.md.`;

type Role = (config: Config, signal: AbortSignal, ready: (url?: string) => void) => Promise<void>;

async function main(words: readonly string[]): Promise<number> {
  const [command, ...args] = words;
  switch (command) {
    case "up": {
      const { runUp } = await import("./up-command.ts");
      return runUp(args, ROLE_HELP);
    }
    case "scheduler":
    case "api": {
      const values = parseRole(args, ROLE_HELP);
      if (values.help === true) return say(ROLE_HELP);
      const roles = await import("./roles.ts");
      const role: Role = command === "api" ? roles.apiRole : roles.schedulerRole;
      return runRole(role, readSettings(values), values.lifetime === "stdin");
    }
    case "config": {
      if (args[0] !== "check") break;
      readSettings(parseRole(args.slice(1), ROLE_HELP));
      return say("the configuration has no faults");
    }
    default:
  }
  const { runCli } = await import("../cli/main.ts");
  const { processIo } = await import("../cli/io.ts");
  return runCli(words, processIo());
}

/** Runs a role until a signal asks it to end, or until whoever started it is gone. */
async function runRole(role: Role, config: Config, withParent: boolean): Promise<number> {
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());
  if (withParent)
    process.stdin
      .on("end", () => stop.abort())
      .on("error", () => stop.abort())
      .resume();
  await role(config, stop.signal, (url) => {
    process.stdout.write(`${JSON.stringify({ ready: true, ...(url === undefined ? {} : { url }) })}\n`);
  });
  return 0;
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
  if (process.stdin.isTTY !== true) process.stdin.destroy(); // or an open pipe would keep the process
} catch (error) {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  // Faults that a person can mend are told in one sentence; anything else is ours and shows where.
  const known =
    error instanceof StartError ||
    ["StoreUnavailableError", "TokenFileError", "BackendRefusedError"].includes(name);
  process.stderr.write(
    `error: ${known && process.env.GODOCKER_DEBUG === undefined ? message : (stack ?? message)}\n`,
  );
  process.exit(error instanceof StartError ? error.exitCode : 1);
}
