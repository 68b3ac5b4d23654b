import { parseArgs } from "node:util";
import { StartError } from "./settings.ts";
import { startUp, type Up } from "./up.ts";

/** `godocker up`: until Ctrl-C. */
export async function runUp(args: readonly string[], help: string): Promise<number> {
  const { values } = parse(args, help);
  if (values.help === true) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const say = (message: string) => process.stderr.write(`${message}\n`);
  const up = await startUp({
    config: values.config ?? [],
    set: values.set ?? [],
    ...(values.data === undefined ? {} : { data: values.data }),
    ...(values.port === undefined ? {} : { port: values.port }),
    say,
  });
  say(`GoDocker is up at ${up.url}`);
  if (up.masterUrl !== undefined) say(`embedded Mesos-compatible master: ${up.masterUrl}`);
  say(`token: ${up.tokenFile} (readable by you only)`);
  for (const { name, source } of up.volumes) say(`volume ${name}: ${source}`);
  for (const line of environmentFor(up, values.data)) say(line);
  say("try: godocker run -- echo hello      stop with Ctrl-C; running tasks go on");
  await untilSignal();
  say("stopping …");
  await up.stop();
  return 0;
}

/** What the commands must be told when state is not where they look by themselves. */
export function environmentFor(up: Up, data: string | undefined): readonly string[] {
  return data === undefined ? [] : [`export GODOCKER_SERVER=${up.url} GODOCKER_TOKEN_FILE=${up.tokenFile}`];
}

export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
}

function parse(args: readonly string[], help: string) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        config: { type: "string", multiple: true },
        set: { type: "string", multiple: true },
        data: { type: "string" },
        port: { type: "string", short: "p" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)}\n\n${help}`, {
      exitCode: 2,
    });
  }
}
