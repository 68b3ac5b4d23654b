import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Programs of a cluster, in one network namespace; what they write is in `<name>.log`. */
export interface Processes {
  start(name: string, program: string, words: readonly string[]): void;
  /** Waits until it answers. @throws Error  with its last words, when it ended or does not come up */
  ready(name: string, answers: () => Promise<boolean>): Promise<void>;
  signal(name: string, signal: NodeJS.Signals): void;
  /** Ends it, if it is there, and waits until it is gone. */
  stop(name: string, signal: NodeJS.Signals): Promise<void>;
}

const ASK_MS = 100;
/** A slow machine under load needs minutes. */
const TRIES = 1800;

/** @param directory  of their logs */
export function processesIn(namespace: string, directory: string): Processes {
  const children = new Map<string, ChildProcess>();
  const logOf = (name: string): string => join(directory, `${name}.log`);
  return {
    start(name, program, words) {
      const log = openSync(logOf(name), "a");
      // Not `ip netns exec`: it mounts another /sys, without the control groups.
      const child = spawn("nsenter", [`--net=/run/netns/${namespace}`, program, ...words], {
        stdio: ["ignore", log, log],
        env: { ...process.env, PATH: `/usr/sbin:/sbin:${process.env["PATH"]}` },
      });
      closeSync(log);
      children.set(name, child);
    },
    async ready(name, answers) {
      for (let tries = 0; !(await answers()); tries += 1) {
        const child = children.get(name);
        if (tries > TRIES || child === undefined || child.exitCode !== null)
          throw new Error(`${name} did not start: ${tailOf(logOf(name))}`);
        await sleep(ASK_MS);
      }
    },
    signal: (name, signal) => void children.get(name)?.kill(signal),
    async stop(name, signal) {
      const child = children.get(name);
      children.delete(name);
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill(signal);
      await gone;
    },
  };
}

function tailOf(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(-12).join("\n") : "it wrote nothing";
}
