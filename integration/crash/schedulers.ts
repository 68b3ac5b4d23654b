import { fork, type ChildProcess } from "node:child_process";
import { openSync } from "node:fs";
import { join } from "node:path";
import type { SchedulerChanges, SchedulerWords } from "./scheduler.ts";

export interface Scheduler {
  readonly instance: string;
  readonly child: ChildProcess;
  readonly stepFile: string;
}

/** The scheduler processes of a campaign. */
export class Schedulers {
  readonly all: Scheduler[] = [];
  readonly #directory: string;
  readonly #set: readonly string[];
  readonly #changes: SchedulerChanges;
  #count = 0;

  constructor(directory: string, set: readonly string[], changes: SchedulerChanges = {}) {
    this.#directory = directory;
    this.#set = set;
    this.#changes = changes;
  }

  start(): void {
    this.#count += 1;
    const instance = `scheduler-${this.#count}`;
    const stepFile = join(this.#directory, `${instance}.step`);
    const words: SchedulerWords = {
      instance,
      set: this.#set,
      stepFile,
      ...this.#changes,
    };
    const log = openSync(join(this.#directory, `${instance}.log`), "w");
    const child = fork(join(import.meta.dirname, "scheduler.ts"), [JSON.stringify(words)], {
      stdio: ["ignore", log, log, "ipc"],
    });
    const scheduler = { instance, child, stepFile };
    this.all.push(scheduler);
    child.on("error", () => undefined); // a message to one that is dying
    child.on("exit", (code) => {
      // One that gave up by itself (it found its registration taken, say) is started again, as a service manager would.
      if (!this.all.includes(scheduler)) return;
      this.remove(scheduler);
      if (code !== 0) this.start();
    });
  }

  remove(scheduler: Scheduler): void {
    const at = this.all.indexOf(scheduler);
    if (at >= 0) this.all.splice(at, 1);
  }

  async stop(): Promise<void> {
    const ending = this.all.splice(0).map(
      ({ child }) =>
        new Promise<void>((resolve) => {
          if (child.exitCode !== null || child.signalCode !== null) return resolve();
          child.once("exit", () => resolve());
          child.kill("SIGCONT");
          child.kill("SIGTERM");
          setTimeout(() => child.kill("SIGKILL"), 10_000).unref();
        }),
    );
    await Promise.all(ending);
  }
}
