/**
 * What a user asks for, complete: every default is filled in. The same shape in REST, store and CLI, so that what
 * `godocker show --spec` prints can be submitted again as it is.
 */
export interface JobSpec {
  readonly name: string;
  readonly description?: string;
  readonly project: string;
  /** Argument vector; exactly one of `command` and `script` is there. */
  readonly command?: readonly string[];
  /** Text of a program, kept byte for byte; interpreter from its `#!` line, else `/bin/sh`. */
  readonly script?: string;
  /** Arguments of `script`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly resources: JobResources;
  /** Longest time from running to the end; absent = no limit. */
  readonly walltimeSeconds?: number;
  /** From TERM to KILL. */
  readonly graceSeconds: number;
  readonly volumes: readonly VolumeMount[];
  readonly array?: ArraySpec;
  readonly dependencies: readonly Dependency[];
  /** 0 … 100, larger first, among the jobs of one account only. */
  readonly priority: number;
  readonly hold: boolean;
  readonly retry: RetryPolicy;
  readonly labels: Readonly<Record<string, string>>;
}

export interface JobResources {
  /** Steps of 0.001. */
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
}

export interface VolumeMount {
  readonly name: string;
  readonly mode: "ro" | "rw";
}

/** Either `from … to` in steps, or a list. Element k of an array is the k-th of these indices, from 0. */
export type ArraySpec =
  | { readonly from: number; readonly to: number; readonly step: number; readonly maxConcurrent?: number }
  | { readonly indices: readonly number[]; readonly maxConcurrent?: number };

export type DependencyCondition = "success" | "end" | "failure";
export interface Dependency {
  readonly job: number;
  readonly on: DependencyCondition;
}

/** What may be tried again: see `failureClass` in `retry.ts`. `exit:N` is one exit code. */
export type RetryCause = "node" | "launch" | "oom" | "any" | `exit:${number}`;
export interface RetryPolicy {
  /** Attempts in all, the first included; attempts that never began do not count. */
  readonly maxAttempts: number;
  readonly on: readonly RetryCause[];
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
