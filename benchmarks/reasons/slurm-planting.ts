import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../../local-cluster/testing/eventually.ts";
import type { Slurm, SlurmNode } from "../peers/slurm.ts";
import type { SlurmAnswer, Words } from "./verdict.ts";

/** The machines, on both sides: n3 alone has GPUs, n2 alone is in zone b. */
export const NODES: readonly SlurmNode[] = [
  { name: "n1", cpus: 4, memMib: 65_536, feature: "zone_a" },
  { name: "n2", cpus: 4, memMib: 65_536, feature: "zone_b" },
  { name: "n3", cpus: 4, memMib: 65_536, feature: "zone_a", gpus: { model: "v100", count: 2 } },
];
export const CONF: readonly string[] = [
  "Licenses=matlab:1",
  // So that one of two jobs of one account can go before the other.
  "PriorityType=priority/multifactor",
  "DefMemPerNode=1024",
];
const DEADLINE_MS = 60_000;

/** How a cause is planted in a running Slurm. */
export interface SlurmPlanting {
  readonly slurm: Slurm;
  /** A program that fails. */
  readonly failing: string;
  /** Submits a job that sleeps, unless the arguments end in a program. @returns its number  @throws Refused */
  submit(...args: readonly string[]): string;
  /** The same, and waits until it runs. */
  occupy(...args: readonly string[]): Promise<string>;
  /** `scontrol …` */
  control(...args: readonly string[]): void;
  /** What takes it back after the case; the last one first. */
  after(act: () => void | Promise<void>): void;
  until(what: string, test: () => boolean): Promise<void>;
  stateOf(job: string): string;
}

/** The job that is asked about, and what is known only now. */
export interface Asked {
  readonly job: string;
  readonly words?: Words;
}

/** It never got to wait: sbatch said why at once, which is an answer like any other. */
class Refused extends Error {}

/**
 * Plants a cause, waits until Slurm has looked at the job often enough to have settled on a reason, and cleans up.
 * @param settledMs  for so long the reason must not change
 */
export async function askSlurm(
  slurm: Slurm,
  directory: string,
  settledMs: number,
  plant: (planting: SlurmPlanting) => Promise<Asked>,
): Promise<SlurmAnswer> {
  const undo: (() => void | Promise<void>)[] = [];
  const planting = slurmPlanting(slurm, directory, undo);
  try {
    const { job, words = {} } = await plant(planting);
    const reason = await settledReason(slurm, job, settledMs);
    return { reason, beside: shown(slurm, job), words };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { reason: error.message, beside: "", words: {} };
  } finally {
    slurm.run("scancel", ["-u", "root"]);
    for (const act of undo.toReversed()) await act();
    await planting.until("all jobs are gone", () => slurm.run("squeue", ["-h"]).trim() === "");
    await planting.until("all nodes are free", () => {
      const states = slurm.run("sinfo", ["-h", "-N", "-o", "%T"]).trim().split("\n");
      return states.length === NODES.length && states.every((state) => state === "idle");
    });
  }
}

function slurmPlanting(slurm: Slurm, directory: string, undo: (() => void | Promise<void>)[]): SlurmPlanting {
  const sleeping = program(directory, "sleeping.sh", "exec sleep 600");
  const failing = program(directory, "failing.sh", "exit 1");
  const until = (what: string, test: () => boolean) =>
    eventually(`Slurm: ${what}`, test, { withinMs: DEADLINE_MS, everyMs: 50 });
  const stateOf = (job: string) => slurm.run("squeue", ["-h", "-t", "all", "-j", job, "-o", "%T"]).trim();
  const submit = (...args: readonly string[]): string => {
    const own = args.at(-1)?.startsWith(directory) === true ? [] : [sleeping];
    try {
      return slurm.run("sbatch", ["--parsable", "-o/dev/null", ...args, ...own]).trim();
    } catch (error) {
      throw new Refused(error instanceof Error ? error.message.replace(/^sbatch: /, "") : String(error));
    }
  };
  return {
    slurm,
    failing,
    submit,
    stateOf,
    until,
    async occupy(...args) {
      const job = submit(...args);
      await until(`job ${job} (${args.join(" ")}) runs`, () => stateOf(job) === "RUNNING");
      return job;
    },
    control: (...args) => void slurm.run("scontrol", args),
    after: (act) => void undo.push(act),
  };
}

async function settledReason(slurm: Slurm, job: string, settledMs: number): Promise<string> {
  const deadline = performance.now() + 4 * settledMs + 5000;
  let reason = "";
  let sinceMs = performance.now();
  while (performance.now() < deadline) {
    const now = slurm.run("squeue", ["-h", "-j", job, "-t", "PENDING", "-o", "%r"]).trim();
    if (now === "")
      throw new Error(`Slurm: job ${job} does not wait, so nothing keeps it:\n${shown(slurm, job)}`);
    if (now !== reason) [reason, sinceMs] = [now, performance.now()];
    // "None" is said of a job that no scheduler has looked at.
    else if (now !== "None" && performance.now() - sinceMs > settledMs) return now;
    await sleep(100);
  }
  return reason;
}

/** Of an array, the part that waits. */
function shown(slurm: Slurm, job: string): string {
  const records = slurm.run("scontrol", ["show", "job", job]).split("\n\n");
  return records.find((record) => record.includes("JobState=PENDING")) ?? records.join("\n\n");
}

export function program(directory: string, name: string, lines: string): string {
  const path = join(directory, name);
  writeFileSync(path, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  return path;
}
