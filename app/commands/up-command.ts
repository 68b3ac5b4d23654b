import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { valueOf } from "../../cli/frame/args.ts";
import type { Context } from "../../cli/frame/context.ts";
import { settingWords } from "../settings/setting-words.ts";
import { readSettings, StartError, type SettingWords } from "../settings/settings.ts";
import { startUp, type Up } from "../roles/up.ts";

/** `godocker up`: until Ctrl-C. */
export function runUp({ args }: Context): Promise<number> {
  const [data, port] = [valueOf(args, "data"), valueOf(args, "port")];
  return keepUp(settingWords(args), {
    ...(data === undefined ? {} : { data }),
    ...(port === undefined ? {} : { port }),
  });
}

/** Starts everything, and ends it when a signal says so. */
export async function keepUp(
  words: SettingWords,
  where: { readonly data?: string; readonly port?: string },
): Promise<number> {
  const say = (message: string) => process.stderr.write(`${message}\n`);
  const up = await startUp({ config: words.config ?? [], set: words.set ?? [], ...where, say });
  // Before anybody is told: who waits for the line may send one at once.
  process.on("SIGHUP", () => {
    if (terminalIsGone()) return void process.kill(process.pid, "SIGTERM");
    say(hangUp(up, words));
  });
  const ended = untilSignal();
  say(`GoDocker is up at ${up.url}`);
  if (up.masterUrl !== undefined) say(`embedded Mesos-compatible master: ${up.masterUrl}`);
  say(`in a browser: ${up.signInUrl()} (signs you in, once and soon)`);
  say(`token: ${up.tokenFile} (readable by you only)`);
  for (const { name, source } of up.volumes) say(`volume ${name}: ${source}`);
  for (const line of environmentFor(up, where.data)) say(line);
  say("try: godocker run -- echo hello      stop with Ctrl-C; running tasks go on");
  await ended;
  say("stopping …");
  await up.stop();
  return 0;
}

/** The signal comes from a person who wants the configuration read again, or from a terminal that was closed. */
function terminalIsGone(): boolean {
  if (process.stdin.isTTY !== true) return false;
  try {
    closeSync(openSync("/dev/tty", "r"));
    return false;
  } catch {
    return true;
  }
}

/** @returns what to tell the person; each part tells more in its log */
function hangUp(up: Up, values: SettingWords): string {
  const log = join(up.stateDirectory, "log");
  up.hangUp();
  try {
    readSettings(values);
    return `the configuration is read again; what takes effect is told in ${log}`;
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return `${error.message}\nWhat was in effect stays.`;
  }
}

/** What the commands must be told when state is not where they look by themselves. */
export function environmentFor(up: Up, data: string | undefined): readonly string[] {
  return data === undefined ? [] : [`export GODOCKER_SERVER=${up.url} GODOCKER_TOKEN_FILE=${up.tokenFile}`];
}

/** @param others  that end it, too */
export function untilSignal(others: readonly NodeJS.Signals[] = []): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", ...others]) process.once(signal, () => resolve());
  });
}
