import { describe } from "node:test";
import { describeExec } from "./task-access/exec.conformance.ts";
import { describeFiles } from "./task-access/files.conformance.ts";
import { describeLogs } from "./task-access/logs.conformance.ts";
import type { TaskAccess, TaskAddress } from "./task-access.ts";

/** A place where tasks run. */
export interface TaskWorld extends AsyncDisposable {
  readonly access: TaskAccess;
  /** False where the host has nothing to make terminals with. */
  readonly hasTerminals: boolean;
  /** False where nobody gets at the files of a task that is over; then they are looked at while it runs. */
  readonly hasFilesAfterEnd?: false;
  /** Runs a script of `/bin/sh` as a task in a sandbox of its own. Resolves when it runs, or has run. */
  begin(script: string): Promise<BegunTask>;
}

export interface BegunTask {
  readonly address: TaskAddress;
  /** Resolves when the backend has told its end. */
  readonly ended: Promise<void>;
  /** Removes what is left of it, as the backend does some day after its end. */
  forget(): void | Promise<void>;
}

/** What every access to tasks promises. A new one is done when this passes against the real thing. */
export function describeTaskAccess(name: string, open: () => Promise<TaskWorld>): void {
  describe(`Tasks on ${name}`, { timeout: 900_000 }, () => {
    describeLogs(open);
    describeFiles(open);
    describeExec(open);
  });
}
