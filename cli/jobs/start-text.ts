import type { JobSummary } from "../../client/documents/jobs.ts";

type EstimatedStart = NonNullable<JobSummary["estimatedStart"]>;

const BASIS_WORDS: Readonly<Record<EstimatedStart["basis"], string>> = {
  history: "by how long tasks like these ran",
  limits: "by time limits",
  mixed: "by how long tasks ran and by time limits",
};

/** `about 14:20, at the latest 15:05 with 90 % (…)`, in the zone of who reads it. */
export function startText({ at, basis, latest }: EstimatedStart, nowMs: number): string {
  return `${roughStart({ at }, nowMs)}, at the latest ${clockText(latest, nowMs)} with 90 % (${BASIS_WORDS[basis]}; if nothing more comes)`;
}

/** Where there is no room for more. */
export function roughStart({ at }: Pick<EstimatedStart, "at">, nowMs: number): string {
  return Date.parse(at) <= nowMs ? "any moment" : `about ${clockText(at, nowMs)}`;
}

/** With the day, when it is not today. */
export function clockText(instant: string, nowMs: number): string {
  const time = new Date(instant);
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}`;
  const today = new Date(nowMs);
  return time.toDateString() === today.toDateString()
    ? clock
    : `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
