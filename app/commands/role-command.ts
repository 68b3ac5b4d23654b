import { has, valueOf, valuesOf } from "../../cli/frame/args.ts";
import type { Context } from "../../cli/frame/context.ts";
import { apiRole } from "../roles/api-role.ts";
import { schedulerRole } from "../roles/scheduler-role.ts";
import { settingWords } from "../settings/setting-words.ts";
import { openSettings, StartError, type Settings, type SettingWords } from "../settings/settings.ts";

type Role = (settings: Settings, signal: AbortSignal, ready: (url?: string) => void) => Promise<void>;

export function runScheduler({ args }: Context): Promise<number> {
  return runRole(schedulerRole, settingWords(args), valueOf(args, "lifetime") === "stdin");
}

export function runApi({ args }: Context): Promise<number> {
  return runRole(apiRole, settingWords(args), valueOf(args, "lifetime") === "stdin");
}

/** API and scheduler as one command, or one of them; on a cluster that is configured. */
export async function runServer(context: Context): Promise<number> {
  const { args } = context;
  const listen = valueOf(args, "listen");
  const { config, set } = settingWords(args);
  const words: SettingWords = {
    config,
    set: [...set, ...(listen === undefined ? [] : [`server.listen=${listen}`])],
  };
  if (has(args, "check") || has(args, "print-config")) {
    const { checkConfig, showConfig } = await import("./config-command.ts");
    return has(args, "check") ? checkConfig(context, words) : showConfig(context, words, []);
  }
  const roles = new Set(valuesOf(args, "role").flatMap((text) => text.split(",")));
  if (roles.size === 1) return runRole(roles.has("api") ? apiRole : schedulerRole, words, false);
  const { masters } = openSettings(words).config.mesos;
  if (masters.kind === "addresses" && masters.urls.length === 0) {
    throw new StartError(
      "no cluster is configured: name its masters in mesos.masters, or start everything on this machine with `godocker up`",
    );
  }
  const { keepUp } = await import("./up-command.ts");
  return keepUp(words, {});
}

/** Runs a role until a signal asks it to end, or until whoever started it is gone. */
async function runRole(role: Role, words: SettingWords, withParent: boolean): Promise<number> {
  const settings = openSettings(words);
  process.on("SIGHUP", () => settings.reload());
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());
  if (withParent)
    process.stdin
      .on("end", () => stop.abort())
      .on("error", () => stop.abort())
      .resume();
  await role(settings, stop.signal, (url) => {
    process.stdout.write(`${JSON.stringify({ ready: true, ...(url === undefined ? {} : { url }) })}\n`);
  });
  return 0;
}
