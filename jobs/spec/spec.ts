import type { Affinity } from "./affinity.ts";
import type { Constraint } from "./constraint.ts";
import type { Notify } from "./notify.ts";
import type { Preference } from "./preference.ts";

/**
 * What a user asks for, complete: every default is filled in. The same shape in REST, store and CLI, so that what
 * `godocker show --spec` prints can be submitted again as it is.
 */
export interface JobSpec {
  readonly name: string;
  readonly description?: string;
  readonly project: string;
  /** A kind of job of the site. */
  readonly queue: string;
  /** The cluster to run on; absent: any that the queue allows. */
  readonly executor?: string;
  /** Argument vector; exactly one of `command` and `script` is there. */
  readonly command?: readonly string[];
  /** Text of a program, kept byte for byte; interpreter from its `#!` line, else `/bin/sh`. */
  readonly script?: string;
  /** Arguments of `script`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Secrets of its owner, by their names; absent: none. What they are is nowhere in a job. */
  readonly secrets?: readonly SecretUse[];
  readonly resources: JobResources;
  /** Longest time from running to the end; absent = no limit. */
  readonly walltimeSeconds?: number;
  /** Warns the program of its time limit; there is one then. */
  readonly signal?: WarningSignal;
  /** From TERM to KILL. */
  readonly graceSeconds: number;
  /** Absent: the program runs in the machine's own file system. */
  readonly image?: ImageSpec;
  /** Its program has the user id 0 in the image's container, without any capability; absent: it runs as its owner. */
  readonly rootInContainer?: true;
  /** Absent: that of the machine. */
  readonly network?: NetworkSpec;
  readonly volumes: readonly VolumeMount[];
  /** Where the program begins, absolute; absent: in its sandbox, or where the image says. */
  readonly workdir?: string;
  /** Absent: output goes to the sandbox, and there is no input. */
  readonly io?: IoSpec;
  /** File systems in memory; they count as memory of the job. */
  readonly tmpfs: readonly TmpfsMount[];
  /** Space on the machine for one task alone, gone after it. */
  readonly scratch?: ScratchSpec;
  readonly constraints: readonly Constraint[];
  /** Where its tasks may run by what runs there; absent: wherever. */
  readonly affinity?: readonly Affinity[];
  /** Where it would rather run, of the places that would do: where its data is. */
  readonly prefer?: readonly Preference[];
  /** May run on resources that can be taken away at any time, and be tried again then. */
  readonly preemptible: boolean;
  readonly array?: ArraySpec;
  readonly dependencies: readonly Dependency[];
  /** 0 … 100, larger first, among the jobs of one account only. */
  readonly priority: number;
  readonly hold: boolean;
  /** Nothing of it starts before. An instant, RFC 3339 in UTC. */
  readonly notBefore?: string;
  /** By then it has ended, or it is stopped; what could not end in time any more does not start. */
  readonly deadline?: string;
  readonly retry: RetryPolicy;
  readonly labels: Readonly<Record<string, string>>;
  readonly notify: readonly Notify[];
}

export interface JobResources {
  /** Steps of 0.001. */
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  /** Whole GPUs. */
  readonly gpus: number;
  /** As agents tell it in their attribute `gpu_model`. */
  readonly gpuModel?: string;
  /** Up to here memory may grow while the machine has it; absent = `memoryBytes` is the limit. */
  readonly memoryLimitBytes?: number;
  /** Of `/dev/shm`; absent = what the containerizer gives. */
  readonly shmBytes?: number;
  /** Host ports, chosen by the scheduler. */
  readonly ports: number;
  /** Names of the first ports, for people and for the task's environment. */
  readonly portNames: readonly string[];
  /** So many of what the whole site shares by number, by name. */
  readonly licences?: Readonly<Record<string, number>>;
  /** Processes and threads in its container; absent = as many as the site allows. */
  readonly pids?: number;
}

/** A stored secret, and as what a task gets it: a variable, or a file of `GODOCKER_SECRETS_DIR`. */
export type SecretUse = { readonly name: string } & ({ readonly env: string } | { readonly file: string });

export interface WarningSignal {
  /** Without `SIG`. */
  readonly name: WarningSignalName;
  /** So long before the time limit. */
  readonly beforeSeconds: number;
}

/** Signals that a program can catch and a shell can send; KILL and STOP would warn nobody. */
export const WARNING_SIGNALS = [
  "HUP",
  "INT",
  "QUIT",
  "TERM",
  "USR1",
  "USR2",
  "ALRM",
  "CONT",
  "URG",
  "WINCH",
] as const;
export type WarningSignalName = (typeof WARNING_SIGNALS)[number];

/** `pull`: when the registry is asked although the machine has an image of that name. */
export interface ImageSpec {
  readonly ref: string;
  readonly pull: "ifNotPresent" | "always";
  /** What starts it on a Mesos agent; absent = as the site has it. */
  readonly containerizer?: "docker" | "mesos";
}

/** A network of the configuration, by name; each port of the container is reached by a host port. */
export interface NetworkSpec {
  readonly name: string;
  readonly ports: readonly ContainerPort[];
}

export interface ContainerPort {
  readonly container: number;
  readonly protocol: "tcp" | "udp";
  readonly name?: string;
}

export interface TmpfsMount {
  /** In the container, absolute. */
  readonly path: string;
  readonly bytes: number;
}

export interface ScratchSpec {
  readonly bytes: number;
  /** Absolute in an image's file system; without an image a name in the sandbox. */
  readonly path: string;
}

export interface VolumeMount {
  readonly name: string;
  readonly mode: "ro" | "rw";
  /** Where it is in the image's file system, absolute; absent: where it is on the machine. */
  readonly path?: string;
  /** A directory in it, relative; absent: all of it. */
  readonly subPath?: string;
}

/** Names of files, with the patterns of `io-pattern.ts`; relative ones are in the job's directory. */
export interface IoSpec {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly stdin?: string;
  /** The error output goes where the output goes. */
  readonly join: boolean;
}

/** Either `from … to` in steps, or a list. Element k of an array is the k-th of these indices, from 0. */
export type ArraySpec = (
  | { readonly from: number; readonly to: number; readonly step: number }
  | { readonly indices: readonly number[] }
) & {
  readonly maxConcurrent?: number;
  /** Its tasks start together or not at all. */
  readonly gang?: GangSpec;
};

/** `uniform`: all of its tasks run on agents with one value of this attribute. */
export interface GangSpec {
  readonly uniform?: string;
}

export type DependencyCondition = "success" | "end" | "failure";
export interface Dependency {
  readonly job: number;
  /** Of an array: the one task that is waited for. */
  readonly index?: number;
  readonly on: DependencyCondition;
  /** What becomes of the job that waits when this can't be met any more. */
  readonly unmet: "fail" | "hold";
}

/** What may be tried again: see `retry.ts`. `exit:N` is one exit code. */
export type RetryCause = "node" | "launch" | "pull" | "preempt" | "oom" | "any" | `exit:${number}`;
export interface RetryPolicy {
  /**
   * Attempts that may fail of one kind: lost with their machines, not started, ended by the program. Those that never
   * began do not count.
   */
  readonly maxAttempts: number;
  readonly on: readonly RetryCause[];
  /** Where an attempt failed to start, or the machine was to blame, the next ones do not go. */
  readonly avoidFailedNodes: boolean;
  /**
   * Behind a partition nobody knows whether a task still runs. `replace`: after a while it counts as lost; `wait`:
   * until it is known to be over, so that there are never two of it.
   */
  readonly onUnreachable: "replace" | "wait";
  readonly backoff: { readonly initialSeconds: number; readonly factor: number; readonly maxSeconds: number };
}

/** How many tasks the job has: 1 unless it is an array. */
export function taskCount(array: ArraySpec | undefined): number {
  if (array === undefined) return 1;
  if ("indices" in array) return array.indices.length;
  return Math.floor((array.to - array.from) / array.step) + 1;
}

/** The index that a user sees for an element (0 …), `undefined` for a job that is no array. */
export function indexOfElement(array: ArraySpec | undefined, element: number): number | undefined {
  if (array === undefined) return undefined;
  if ("indices" in array) return array.indices[element];
  return array.from + element * array.step;
}

/** The element that a user's index names, `undefined` when the array has none of that index. */
export function elementOfIndex(array: ArraySpec | undefined, index: number): number | undefined {
  if (array === undefined) return undefined;
  if ("indices" in array) {
    const at = array.indices.indexOf(index);
    return at < 0 ? undefined : at;
  }
  const element = (index - array.from) / array.step;
  return Number.isInteger(element) && element >= 0 && index <= array.to ? element : undefined;
}
