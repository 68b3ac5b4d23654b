import type { Occasion } from "../../jobs/spec/notify.ts";
import { occasionsOf } from "../../jobs/spec/notify.ts";
import { requirementKey, requirementOf, type Requirement } from "../../jobs/placement/requirement.ts";
import type { Preference } from "../../jobs/spec/preference.ts";
import type { ArraySpec, JobSpec, RetryPolicy } from "../../jobs/spec/spec.ts";
import { startWindow, type StartWindow } from "../../jobs/submission/timing.ts";

/** What jobs of one kind have in common, whoever they are of: kept once for all of them. */
export interface JobKind {
  readonly queue: string;
  /** What one of its tasks asks for. */
  readonly asks: Requirement;
  readonly priority: number;
  readonly array: ArraySpec | undefined;
  readonly retry: RetryPolicy;
  readonly walltimeMs: number | undefined;
  readonly graceMs: number;
  readonly window: StartWindow;
  /** That it would rather find where it starts; no other is told of, so nothing waits for it. */
  readonly image: string | undefined;
  readonly prefer: readonly Preference[];
  /** What somebody wants to be told of. */
  readonly occasions: ReadonlySet<Occasion>;
}

const NO_PREFERENCES: readonly Preference[] = [];
const NOTHING: ReadonlySet<Occasion> = new Set();
const ANY_TIME: StartWindow = startWindow({});

/** @param asks  what `requirementOf` says of it */
export function kindOf(spec: JobSpec, asks: Requirement = requirementOf(spec)): JobKind {
  const { array, deadline, graceSeconds, notBefore, notify, priority, queue, retry, walltimeSeconds } = spec;
  return {
    queue,
    asks,
    priority,
    array,
    retry,
    walltimeMs: walltimeSeconds === undefined ? undefined : walltimeSeconds * 1000,
    graceMs: graceSeconds * 1000,
    window: (notBefore ?? deadline) === undefined ? ANY_TIME : startWindow(spec),
    image: spec.image?.ref,
    prefer: spec.prefer ?? NO_PREFERENCES,
    occasions: notify.length === 0 ? NOTHING : occasionsOf(notify),
  };
}

/** Text that is equal for specs of one kind; `undefined` for those that hardly any other is equal to. */
export function kindKey(spec: JobSpec, asks: Requirement): string | undefined {
  const { array, deadline, graceSeconds, notBefore, notify, priority, queue, retry, walltimeSeconds } = spec;
  if (array !== undefined || (notBefore ?? deadline) !== undefined || notify.length > 0) return undefined;
  const { avoidFailedNodes, backoff, maxAttempts, on, onUnreachable } = retry;
  const { factor, initialSeconds, maxSeconds } = backoff;
  const times = `${walltimeSeconds ?? ""},${graceSeconds},${priority}`;
  const again = `${maxAttempts},${avoidFailedNodes ? 1 : 0},${onUnreachable},${initialSeconds},${factor},${maxSeconds}`;
  const { image, prefer = NO_PREFERENCES } = spec;
  const near = image === undefined && prefer.length === 0 ? "" : JSON.stringify([image?.ref ?? null, prefer]);
  return `${times},${again},${on.join(" ")}\n${queue}\n${requirementKey(asks)}\n${near}`;
}
