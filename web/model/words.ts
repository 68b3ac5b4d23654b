import type { Attempt, Job, JobSummary } from "../../client/documents/jobs.ts";
import type { Explanation } from "../../client/documents/waiting.ts";
import { formatDuration } from "../../resources/units.ts";
import { hasEnded } from "./states.ts";

/** The two largest units: `2 d 4 h`, `3 m 20 s`, `5 s`. */
export function shortDuration(seconds: number): string {
  return formatDuration(Math.max(0, Math.round(seconds)))
    .split(" ")
    .slice(0, 4)
    .join(" ");
}

/** `3 m ago`. */
export function ago(instant: string, nowMs: number): string {
  return `${shortDuration(secondsBetween(instant, nowMs)).split(" ").slice(0, 2).join(" ")} ago`;
}

export function secondsBetween(from: string, to: string | number): number {
  const endMs = typeof to === "number" ? to : Date.parse(to);
  return Math.max(0, (endMs - Date.parse(from)) / 1000);
}

/** With at most one decimal: `1.3 GiB`. */
export function roundSize(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${Math.round(value * 10) / 10} ${units[unit]}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `2 CPUs, 4 GiB, 1 GPU`. */
export function resourcesText({
  cpus,
  memoryBytes,
  gpus = 0,
}: {
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly gpus?: number;
}): string {
  const gpuText = gpus === 0 ? [] : [plural(gpus, "GPU")];
  return [plural(cpus, "CPU"), roundSize(memoryBytes), ...gpuText].join(", ");
}

/** How long it has waited, runs, or ran: what a person asks of a row. */
export function timeText(job: JobSummary, nowMs: number): string {
  if (hasEnded(job.state)) {
    const ran =
      job.startedAt === undefined
        ? "never ran"
        : `ran ${shortDuration(secondsBetween(job.startedAt, job.endedAt ?? nowMs))}`;
    return job.endedAt === undefined ? ran : `${ran}, ended ${ago(job.endedAt, nowMs)}`;
  }
  if (job.startedAt !== undefined && job.state !== "pending" && job.state !== "held")
    return `runs for ${shortDuration(secondsBetween(job.startedAt, nowMs))}`;
  return `waits for ${shortDuration(secondsBetween(job.createdAt, nowMs))}`;
}

/** How an attempt or a job ended, in words; nothing while it runs, and nothing where all is well. */
export function endText({
  state,
  message,
  reason,
  exitCode,
  signal,
}: Pick<Attempt, "message" | "reason" | "exitCode" | "signal"> & { readonly state: string }): string {
  if (!hasEnded(state) || state === "succeeded") return "";
  if (message !== undefined) return message;
  if (signal !== undefined) return `ended by signal ${signal}`;
  return exitCode === undefined ? (reason ?? "") : `exit code ${exitCode}`;
}

/** What else a row tells, beside the state. */
export function notesOf(job: JobSummary): readonly string[] {
  const { progress } = job;
  const ended = progress === undefined ? 0 : progress.succeeded + progress.failed + progress.cancelled;
  const holder = job.heldBy === "admin" ? "an administrator" : "its user";
  return [
    hasEnded(job.state) ? endText(job) : (job.message ?? ""),
    job.heldBy === undefined || hasEnded(job.state) ? "" : `held by ${holder}`,
    progress === undefined ? "" : `${ended} of ${plural(progress.total, "task")} ended`,
    job.unreachable === undefined ? "" : "its node cannot be reached",
  ].filter((note) => note !== "");
}

/** Where it runs, or ran last. */
export function nodeOf(job: Job): string | undefined {
  const live = job.attempts.filter(({ state }) => !hasEnded(state));
  return (live.at(-1) ?? job.attempts.at(-1))?.node;
}

/** Why the job is where it is, in sentences; the first one says where that is. */
export function whySentences(
  job: Job,
  explanation: Explanation | undefined,
  nowMs: number,
): readonly string[] {
  const told = explanation?.sentences ?? [];
  const since = shortDuration(secondsBetween(job.stateSince, nowMs));
  const message = job.message === undefined ? [] : [sentence(job.message)];
  if (hasEnded(job.state)) {
    const ran =
      job.startedAt === undefined
        ? "without having run"
        : `after ${shortDuration(secondsBetween(job.startedAt, job.endedAt ?? nowMs))}`;
    const how = endText(job);
    const head = `It ${job.state === "cancelled" ? "was " : ""}${job.state} ${ran}.`;
    return how === "" ? [head] : [head, sentence(how)];
  }
  if (job.state === "pending" || job.state === "held") {
    const head = `It is ${job.state} for ${since}.`;
    if (told.length > 0) return [head, ...told.map(sentence)];
    if (message.length > 0) return [head, ...message];
    if (explanation === undefined) return [head];
    return [
      head,
      explanation.source === "leader"
        ? "The scheduler sees nothing that keeps it."
        : (explanation.note ?? "No reason is stored."),
    ];
  }
  const node = job.array === undefined ? nodeOf(job) : undefined;
  const waiting = told
    .filter((each) => each !== job.message)
    .map((each) => sentence(`Still waiting: ${each}`));
  return [
    `It is ${job.state}${node === undefined ? "" : ` on ${node}`} for ${since}.`,
    ...message,
    ...waiting,
  ];
}

function sentence(text: string): string {
  const first = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
