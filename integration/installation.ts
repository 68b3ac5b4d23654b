import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "../app/roles/child.ts";
import { createClient, type Client } from "../client/client.ts";

/** An API and a scheduler on a cluster that is there, in a directory of their own; for suites. */
export interface Installation extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly client: Client;
  readonly directory: string;
  /** Of the processes as they are now: they are started again when they end. */
  readonly pids: { readonly api: number | undefined; readonly scheduler: number | undefined };
}

export async function install(options: {
  /** Absent: what `set` names runs the jobs. */
  readonly masterUrl?: string;
  readonly set?: readonly string[];
}): Promise<Installation> {
  const directory = await mkdtemp(join(tmpdir(), "godocker-suite-"));
  const state = join(directory, "state");
  const { masterUrl } = options;
  const set = [
    `stateDirectory=${state}`,
    ...(masterUrl === undefined ? [] : [`mesos.masters=${masterUrl}`]),
    ...(options.set ?? []),
  ];
  const words = (more: readonly string[]) => [...set, ...more].flatMap((one) => ["--set", one]);
  const onRestart = (message: string) => process.stderr.write(`${message}\n`);
  const api = await startChild({
    role: "api",
    args: words(["server.listen=127.0.0.1:0"]),
    logFile: join(directory, "api.log"),
    onRestart,
  });
  const url = api.url ?? "";
  const scheduler = await startChild({
    role: "scheduler",
    args: words([`server.publicUrl=${url}`]),
    logFile: join(directory, "scheduler.log"),
    onRestart,
  });
  const token = readFileSync(join(state, "token"), "utf8").trim();
  return {
    url,
    token,
    client: createClient({ baseUrl: url, token }),
    directory,
    get pids() {
      return { api: api.pid, scheduler: scheduler.pid };
    },
    [Symbol.asyncDispose]: async () => {
      await scheduler.stop();
      await api.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
