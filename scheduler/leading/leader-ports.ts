import type { StoredRules } from "../../accounts/stored-rules.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import type { Backend, TaskLaunch } from "../../offers/backend.ts";
import type { Store } from "../../store/store.ts";
import type { RecordCall } from "../recording/recorded-core.ts";
import type { Decision, PlannedAttempt } from "../state/decision.ts";
import type { Tuning } from "../state/tuning.ts";
import type { SetAside } from "./set-aside.ts";

/** Everything the loop needs of the outside, as arguments: a simulator passes its own. */
export interface LeaderPorts {
  readonly store: Store;
  readonly backends: readonly Backend[];
  readonly nowMs: () => number;
  /** Resolves after `ms`, or at once when `wake` was called since the last wait. */
  readonly wait: (ms: number) => Promise<void>;
  readonly wake: () => void;
  /** Makes a planned attempt something a backend can start: files, environment, user. */
  readonly prepare: (job: NewJob, attempt: PlannedAttempt) => Promise<TaskLaunch>;
  /** Lets go on what is under way: in a long cycle, so that its first calls leave while the last ones are prepared. */
  readonly breathe?: () => Promise<void>;
  /** Called with every cycle; for metrics and logs. Must not throw. */
  readonly observe: (cycle: CycleReport) => void;
  /** Called when it has looked and there is nothing to do. Must not throw. */
  readonly rested?: () => void;
  /** Called with where the loop is, before and after each durable step. */
  readonly at?: (step: LoopStep) => void;
  /** Called with what could not be taken in, each thing once. Must not throw. */
  readonly setAside?: (one: SetAside) => void;
  /** Called when a cycle failed, before it is tried anew piece by piece. Must not throw. */
  readonly cycleFailed?: (error: unknown, inputs: number) => void;
  /** Called with what administrators decided over the API, at the beginning and after each change. Must not throw. */
  readonly ruled?: (rules: StoredRules) => void;
  readonly recorder?: Recorder;
}

export interface LeaderOptions {
  /** Names this process in the journal. */
  readonly instance: string;
  readonly halfLifeMs: number;
  readonly tuning: Tuning;
  /** How late an inbox document is seen when nobody told of it; also the longest sleep. */
  readonly pollMs: number;
  /** Entries kept for readers of events. */
  readonly journalEntries: number;
  /** Of a queue that was just loaded so many jobs are filed before others have a cycle; 20,000. */
  readonly filedAtOnce?: number;
}

/** Keeps what enters the core. */
export interface Recorder {
  readonly record: RecordCall;
  /** Whether a core that is loaded anew is wanted, so that a recording can begin with it. */
  wantsNewCore(): boolean;
  /** Whether the next core is recorded though it has so many live jobs. Of one that is not it is told nothing. */
  wantsJobs(jobs: number): boolean;
}

export type LoopStep = "load" | "idle" | "decide" | "prepare" | "commit" | "send" | "compact";

export interface CycleReport {
  readonly decision: Decision;
  readonly inputs: number;
  readonly durationMs: number;
  readonly liveAttempts: number;
}
