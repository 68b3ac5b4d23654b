import type { Attempt, FinalState, JobStatus, NewJob, Reason } from "../../jobs/life/job.ts";
import { taskIdOf } from "../../jobs/life/job.ts";
import type { LegacyEnd } from "../../jobs/spec/legacy.ts";
import type { ArraySpec } from "../../jobs/spec/spec.ts";
import { normalise } from "../../resources/ranges.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import { endedSpec } from "./ended-spec.ts";
import { at, numberOf, textOf, timeOf, type OldDocument } from "./old-values.ts";

/** A job that ended under GoDocker 1.x, as the journal takes it in. */
export interface EndedJob {
  readonly body: NewJob;
  readonly status: JobStatus;
  readonly attempts: readonly Attempt[];
  /** What is not as it was, one sentence each. */
  readonly changed: readonly string[];
}

export type Mapped =
  | ({ readonly ok: true } & EndedJob)
  /** Why it cannot come over. */
  | { readonly ok: false; readonly why: string };

export interface Mapping {
  readonly nowMs: number;
  /** Of the import: the ids of tasks tell it. */
  readonly epoch: number;
}

/** A task of an array, with the index that people know. */
export interface OldElement {
  readonly index: number;
  readonly task: OldDocument;
}

/** The backend that attempts of GoDocker 1.x are said to have run on. */
const BACKEND = "godocker-1";
const KILLED = 137;
const TOO_LONG = "Max duration reached";

/**
 * @param elements  of an array its tasks, in the order of their ids; the array itself runs nothing
 */
export function endedJob(
  id: number,
  task: OldDocument,
  elements: readonly OldElement[] | undefined,
  mapping: Mapping,
): Mapped {
  const array = elements === undefined ? undefined : arrayOf(elements.map(({ index }) => index));
  const made = endedSpec(task, array);
  if (!made.ok) return made;
  const changed = [...made.changed];
  const end = (old: OldDocument): ElementEnd => elementEnd(old, mapping.nowMs, changed);
  const own = end(task);
  const ends = elements?.map((element) => end(element.task)) ?? [own];
  const attempts = ends.flatMap((one, element) => {
    const index = elements?.[element]?.index;
    return attemptOf(one, { job: id, element, ...(index === undefined ? {} : { index }) }, made, mapping);
  });
  const { user, spec, legacy } = made;
  const body: NewJob = {
    id,
    user,
    spec,
    submittedAtMs: own.submittedAtMs,
    source: "legacy",
    legacy: { ...legacy, ended: legacyEnd(task) },
  };
  return { ok: true, body, status: statusOf(own, ends, attempts, user), attempts, changed };
}

interface ElementEnd {
  readonly state: FinalState;
  readonly reason?: Reason;
  readonly message?: string;
  readonly exitCode?: number;
  readonly submittedAtMs: number;
  /** Absent: it never ran. */
  readonly runningAtMs?: number;
  readonly endedAtMs: number;
  readonly node: string;
  readonly agent: string;
}

function elementEnd(task: OldDocument, nowMs: number, changed: string[]): ElementEnd {
  const status = (name: string) => at(task, "status", name);
  const past = (name: string, value: unknown): number | undefined => {
    const ms = timeOf(value);
    if (ms === undefined || ms <= nowMs) return ms;
    changed.push(`${name} lies in the future: it is taken for now`);
    return nowMs;
  };
  const date = past("date", task["date"]);
  const running = past("status.date_running", status("date_running"));
  const over = past("status.date_over", status("date_over"));
  const duration = numberOf(status("duration"));
  const guessed = running === undefined ? date : running + Math.max(0, Math.round((duration ?? 0) * 1000));
  const told = over ?? guessed;
  if (over === undefined) changed.push("it has no status.date_over: its end is reckoned from what there is");
  const endedAtMs = Math.min(nowMs, Math.max(told ?? nowMs, running ?? 0));
  if (running !== undefined && over !== undefined && over < running)
    changed.push("it ended before it began: it is taken to have run for no time");
  const { state, ...why } = outcomeOf(task, running !== undefined);
  return {
    state,
    ...why,
    submittedAtMs: date ?? running ?? endedAtMs,
    ...(running === undefined ? {} : { runningAtMs: running }),
    endedAtMs,
    node: textOf(at(task, "container", "meta", "Node", "Name")) ?? "",
    agent: textOf(at(task, "container", "meta", "Node", "slave")) ?? "",
  };
}

/** GoDocker 1.x says how a task ended by a word, a sentence and an exit code. */
function outcomeOf(
  task: OldDocument,
  hasRun: boolean,
): Pick<ElementEnd, "state" | "reason" | "message" | "exitCode"> {
  const secondary = textOf(at(task, "status", "secondary")) ?? "";
  const sentence = textOf(at(task, "status", "reason"));
  const message = sentence === undefined ? {} : { message: sentence };
  const code = exitCodeOf(task);
  const exit = code === undefined ? {} : { exitCode: code };
  if (sentence === TOO_LONG) return { state: "failed", reason: "Walltime", ...message };
  if (secondary.includes("kill")) return { state: "cancelled", reason: "ByUser", ...exit };
  if (secondary === "quota reached" || secondary === "rejected by scheduler")
    return { state: "failed", reason: "Refused", message: sentence ?? secondary };
  if (code === 0) return { state: "succeeded", ...exit };
  if (code !== undefined) return { state: "failed", reason: "ExitCode", ...message, ...exit };
  const failure = textOf(at(task, "status", "failure", "reason"));
  return {
    state: "failed",
    reason: hasRun ? "NodeLost" : "Launch",
    message: sentence ?? failure ?? "GoDocker 1.x kept no exit code of it",
  };
}

function exitCodeOf(task: OldDocument): number | undefined {
  const code =
    numberOf(at(task, "status", "exitcode")) ?? numberOf(at(task, "container", "meta", "State", "ExitCode"));
  return code !== undefined && Number.isInteger(code) && Math.abs(code) < 2 ** 31 ? code : undefined;
}

function attemptOf(
  end: ElementEnd,
  place: { readonly job: number; readonly element: number; readonly index?: number },
  { resources }: { readonly resources: ResourceVector },
  { epoch }: Mapping,
): readonly Attempt[] {
  const { runningAtMs, endedAtMs, state, reason, message, exitCode, node, agent } = end;
  if (runningAtMs === undefined) return [];
  return [
    {
      ...place,
      attempt: 1,
      charged: 1,
      epoch,
      taskId: taskIdOf(place.job, place.index, 1, epoch),
      placement: { backend: BACKEND, agentId: agent, hostname: node, access: "" },
      resources,
      state,
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
      launchedAtMs: runningAtMs,
      runningAtMs,
      endedAtMs,
      ...(exitCode === undefined ? {} : { exitCode }),
    },
  ];
}

function statusOf(
  own: ElementEnd,
  ends: readonly ElementEnd[],
  attempts: readonly Attempt[],
  user: string,
): JobStatus {
  const elements = (wanted: FinalState) =>
    normalise(ends.flatMap(({ state }, at) => (state === wanted ? [[at, at] as const] : [])));
  const [succeeded, failed, cancelled] = [elements("succeeded"), elements("failed"), elements("cancelled")];
  const state = cancelled.length > 0 ? "cancelled" : failed.length > 0 ? "failed" : "succeeded";
  const last = ends.findLast((end) => end.state === state) ?? own;
  const endedAtMs = ends.reduce((latest, end) => Math.max(latest, end.endedAtMs), own.endedAtMs);
  const began = attempts.map(({ runningAtMs, launchedAtMs }) => runningAtMs ?? launchedAtMs);
  const bad = ends.filter((end) => end.state === "failed").length;
  const message =
    state === "failed" && ends.length > 1
      ? `${bad} of ${ends.length} tasks failed`
      : state === "cancelled"
        ? "killed under GoDocker 1.x"
        : last.message;
  return {
    state,
    ...(last.reason === undefined ? {} : { reason: last.reason }),
    ...(message === undefined ? {} : { message }),
    stateSinceMs: endedAtMs,
    waiting: [],
    retrying: {},
    starting: 0,
    running: 0,
    stopping: 0,
    unreachable: 0,
    succeeded,
    failed,
    cancelled,
    ...(state === "cancelled" ? { cancelledBy: user } : {}),
    ...(began.length === 0 ? {} : { startedAtMs: began.reduce((a, b) => Math.min(a, b)) }),
    endedAtMs,
    ...(last.exitCode === undefined ? {} : { exitCode: last.exitCode }),
  };
}

/** As it is shown to clients of GoDocker 1.0. */
function legacyEnd(task: OldDocument): LegacyEnd {
  const told = (name: string): string | null => {
    const text = at(task, "status", name);
    return typeof text === "string" ? text : null;
  };
  const duration = numberOf(at(task, "status", "duration"));
  const container = textOf(at(task, "container", "id"));
  const failures = at(task, "status", "failure");
  const nodes = at(failures, "nodes");
  const count = numberOf(at(failures, "count"));
  return {
    primary: at(task, "status", "primary") === "archived" ? "archived" : "over",
    secondary: told("secondary"),
    reason: told("reason"),
    exitcode: exitCodeOf({ status: task["status"] }) ?? (told("secondary") === "killed" ? KILLED : null),
    ...(duration === undefined ? {} : { duration }),
    ...(count === undefined
      ? {}
      : {
          failure: {
            reason: textOf(at(failures, "reason")) ?? "",
            nodes: Array.isArray(nodes) ? nodes.filter((node) => typeof node === "string") : [],
            count,
          },
        }),
    ...(container === undefined ? {} : { containerId: container }),
    isRoot: at(task, "container", "root") === true,
    isInteractive: at(task, "command", "interactive") === true,
  };
}

/** The shortest way to say these indices, which ascend. */
function arrayOf(indices: readonly number[]): ArraySpec {
  const [from = 0, second = from + 1] = indices;
  const step = second - from;
  return indices.every((index, place) => index === from + place * step)
    ? { from, to: indices.at(-1) ?? from, step }
    : { indices };
}
