import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { eventually } from "../../local-cluster/testing/eventually.ts";
import { freePort } from "../../local-cluster/testing/free-port.ts";

/** Masters of local-cluster that elect a leader in ZooKeeper, as processes of their own. */
export interface Masters extends AsyncDisposable {
  /** The master that leads; waits for one. */
  leader(): Promise<Master>;
}

export interface Master {
  readonly url: string;
  readonly pid: number;
  kill(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void;
  /** Starts it again at the same address, with what it had stored. */
  restart(): Promise<void>;
}

export interface MastersOptions {
  readonly directory: string;
  readonly zk: string;
  readonly count: number;
  readonly sessionTimeout: string;
}

/** Resolves when one of them leads. */
export async function startMasters(options: MastersOptions): Promise<Masters> {
  const quorum = String(Math.floor(options.count / 2) + 1);
  const masters = await Promise.all(
    Array.from({ length: options.count }, async (_, at) => {
      const name = `master-${at}`;
      return startMaster(join(options.directory, name), [
        "--zk",
        options.zk,
        "--quorum",
        quorum,
        "--zk-session-timeout",
        options.sessionTimeout,
        "--hostname",
        "127.0.0.1",
        "--port",
        String(await freePort()),
        "--allocation-interval",
        "100ms",
      ]);
    }),
  );
  const leader = async (): Promise<Master> => {
    let found: Master | undefined;
    await eventually("a master leads", async () => {
      for (const master of masters) if (await leads(master.url)) found = master;
      return found !== undefined;
    });
    if (found === undefined) throw new Error("no master leads");
    return found;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(masters.map((master) => master.end()));
  };
  try {
    await leader();
  } catch (error) {
    await stop();
    throw error;
  }
  return { leader, [Symbol.asyncDispose]: stop };
}

async function leads(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/metrics/snapshot`, { signal: AbortSignal.timeout(1000) });
    return (await answer.text()).includes('"master/elected":1');
  } catch {
    return false; // it is dead or frozen
  }
}

async function startMaster(
  workDirectory: string,
  flags: readonly string[],
): Promise<Master & { end(): Promise<void> }> {
  const main = join(import.meta.dirname, "../../local-cluster/main.ts");
  const logFile = `${workDirectory}.log`;
  const begin = async (): Promise<{ readonly child: ChildProcess; readonly url: string }> => {
    const log = openSync(logFile, "a");
    const child = spawn(process.execPath, [main, "master", "--work-dir", workDirectory, ...flags], {
      stdio: ["ignore", "pipe", log],
    });
    closeSync(log);
    const line = await new Promise<string>((resolve, reject) => {
      child.once("exit", () => reject(new Error(`a master ended: ${readFileSync(logFile, "utf8")}`)));
      if (child.stdout !== null) createInterface({ input: child.stdout }).once("line", resolve);
    });
    const ready: unknown = JSON.parse(line);
    return {
      child,
      url: typeof ready === "object" && ready !== null && "url" in ready ? String(ready.url) : "",
    };
  };
  let { child, url } = await begin();
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  };
  return {
    url,
    get pid() {
      return child.pid ?? 0;
    },
    kill: (signal) => void child.kill(signal),
    async restart() {
      await end();
      ({ child, url } = await begin());
    },
    end,
  };
}
