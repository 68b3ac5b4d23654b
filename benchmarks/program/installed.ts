import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startChild, type Child } from "../../app/roles/child.ts";
import { createClient, type Client } from "../../client/client.ts";
import { freePort } from "../../local-cluster/testing/free-port.ts";

/** An API and schedulers as processes of their own, on a store that may have been filled before. */
export interface Installed extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly client: Client;
  readonly api: Child;
  /** In the order of their starts. */
  readonly schedulers: readonly Child[];
  /** One more on the same store. */
  addScheduler(): Promise<void>;
  /** Resolves when the API answers. */
  answers(): Promise<void>;
}

/** @param directory  for state and logs; kept */
export async function startInstalled(options: {
  readonly directory: string;
  /** Absent: what `set` names runs the jobs. */
  readonly masterUrl?: string;
  readonly set?: readonly string[];
  /** Without one nothing is ever filed or started. */
  readonly schedulers?: number;
}): Promise<Installed> {
  const { directory, masterUrl } = options;
  const state = join(directory, "state");
  const set = [
    `stateDirectory=${state}`,
    `store.url=sqlite:${storeFile(directory)}`,
    ...(masterUrl === undefined ? [] : [`mesos.masters=${masterUrl}`]),
    `server.listen=127.0.0.1:${await freePort()}`,
    // One caller stands for many people.
    "server.rateLimits.reads=100000000",
    "server.rateLimits.writes=100000000",
    ...(options.set ?? []),
  ];
  const onRestart = (message: string) => process.stderr.write(`  ${message}\n`);
  const child = (role: string, more: readonly string[] = []) =>
    startChild({
      role,
      args: [...set, ...more].flatMap((one) => ["--set", one]),
      logFile: join(directory, `${role}.log`),
      onRestart,
    });
  const api = await child("api");
  const url = api.url ?? "";
  const schedulers: Child[] = [];
  const addScheduler = async (): Promise<void> => {
    schedulers.push(await child("scheduler", [`server.publicUrl=${url}`]));
  };
  for (let at = 0; at < (options.schedulers ?? 1); at += 1) await addScheduler();
  const token = readFileSync(join(state, "token"), "utf8").trim();
  return {
    url,
    token,
    client: createClient({ baseUrl: url, token }),
    api,
    schedulers,
    addScheduler,
    async answers() {
      const deadline = performance.now() + 60_000;
      for (;;) {
        try {
          if ((await fetch(`${url}/livez`)).ok) return;
        } catch (error) {
          if (performance.now() > deadline) throw error;
        }
        await sleep(20);
      }
    },
    [Symbol.asyncDispose]: async () => {
      for (const scheduler of schedulers) await scheduler.stop();
      await api.stop();
    },
  };
}

/** Where an installation in this directory keeps everything. */
export function storeFile(directory: string): string {
  const state = join(directory, "state");
  mkdirSync(state, { recursive: true, mode: 0o700 });
  return join(state, "godocker.sqlite");
}
