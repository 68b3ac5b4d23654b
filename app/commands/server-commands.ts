import type { Context, Run } from "../../cli/frame/context.ts";

/** What starts or looks after a server: loaded when it is asked for, for commands of people must begin at once. */
export const SERVER_COMMANDS: Readonly<Record<string, () => Promise<Run>>> = {
  up: async () => told((await import("./up-command.ts")).runUp),
  quickstart: async () => told((await import("./quickstart.ts")).runQuickstart),
  scheduler: async () => told((await import("./role-command.ts")).runScheduler),
  api: async () => told((await import("./role-command.ts")).runApi),
  server: async () => told((await import("./role-command.ts")).runServer),
  replay: async () => told((await import("./replay-command.ts")).runReplay),
  admin: async () => told((await import("./admin-command.ts")).runAdmin),
  import: async () => told((await import("./import-command.ts")).runImportCommand),
  config: async () => told((await import("./config-command.ts")).runConfig),
};

/** Faults that a person can fix are told as they are; anything else is ours and shows where. */
function told(run: Run): Run {
  return async (context: Context) => {
    try {
      return await run(context);
    } catch (error) {
      if (!(error instanceof Error) || !FIXABLE.has(error.name)) throw error;
      const shown = context.io.env["GODOCKER_DEBUG"] === "1" ? (error.stack ?? error.message) : error.message;
      await context.terminal.err(`error: ${shown}\n`);
      return "exitCode" in error ? Number(error.exitCode) : 1;
    }
  };
}

const FIXABLE: ReadonlySet<string> = new Set([
  "StartError",
  "StoreUnavailableError",
  "TokenFileError",
  "ApiError",
  "JournalGapError",
]);
