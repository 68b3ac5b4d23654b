import type { Core } from "../core/core.ts";
import { clusterPicture } from "../explaining/cluster-picture.ts";
import type { LeaderView } from "../forecast/live-state.ts";
import type { CoreInput, Decision } from "../state/decision.ts";
import type { CoreOptions } from "../state/state.ts";
import type { Tuning } from "../state/tuning.ts";
import { findFailingJob } from "./failing-job.ts";
import type { LeaderOptions, LeaderPorts } from "./leader-ports.ts";
import { loadCore } from "./loading.ts";
import type { ReadJobs } from "./reading-ahead.ts";
import type { LeftOut } from "./set-aside.ts";

/** The core and what it takes to load another one in its place. */
export interface Memory {
  core(): Core;
  /** One cycle. */
  step(inputs: readonly CoreInput[], nowMs: number): Decision;
  /**
   * Whether a cycle that takes nothing in could decide or show anything else: a time has come, all is new to the core, or
   * there are jobs, of which hours are used and waited while nothing happens.
   */
  mayDecide(nowMs: number): boolean;
  readonly picture: ReturnType<typeof clusterPicture>;
  /** How long the last loading took. */
  loadMs(): number;
  /** @param read  all live jobs as of the entry with which that epoch begins */
  load(epoch: number, read?: ReadJobs): Promise<void>;
  /** Looks for the job that makes a cycle fail. */
  blame(inputs: readonly CoreInput[]): Promise<number | undefined>;
  configure(changes: Partial<Tuning>): void;
  view(): LeaderView;
}

/** Quick enough for a lease that must be renewed meanwhile: a first cycle that files a million jobs outlasts it. */
const FILED_AT_ONCE = 20_000;

async function fileAhead(core: Core, most: number, { breathe }: LeaderPorts): Promise<void> {
  try {
    for (const _ of core.fileAhead(most)) await breathe?.();
  } catch {
    // The first cycle fails by the same job, and finds out which it is.
  }
}

export function memoryOf(ports: LeaderPorts, options: LeaderOptions, outside: LeftOut): Memory {
  let tuning = options.tuning;
  let loaded: Awaited<ReturnType<typeof loadCore>> | undefined;
  let epoch = 0;
  let loadMs = 0;
  /** It was loaded, or configured otherwise, since its last cycle. */
  let isNew = true;
  const picture = clusterPicture();
  const now = (): NonNullable<typeof loaded> => {
    if (loaded === undefined) throw new Error("nothing is loaded");
    return loaded;
  };
  const coreOptions = (): CoreOptions => ({
    epoch,
    halfLifeMs: options.halfLifeMs,
    nowMs: ports.nowMs(),
    tuning,
  });
  const leavesOut = (job: number): boolean => outside.jobs.has(job);
  const { backends, store } = ports;
  /** What was read before is in no recording, so it is read anew for that. */
  const isRecorded = (jobs: ReadJobs | undefined): boolean =>
    jobs !== undefined && ports.recorder?.wantsJobs(jobs.prepared.jobs.size + jobs.others.length) === true;
  return {
    picture,
    core: () => now().core,
    step(inputs, nowMs) {
      const decision = now().driven.step(inputs, nowMs);
      // What a cycle does may make work for the next one.
      isNew = inputs.length > 0 || decision.records.length > 0 || decision.calls.length > 0;
      picture.took(inputs, decision);
      return decision;
    },
    mayDecide: (nowMs) => isNew || !now().core.isIdle() || (now().core.nextTimerMs() ?? Infinity) <= nowMs,
    loadMs: () => loadMs,
    async load(next, jobs) {
      epoch = next;
      const beganMs = ports.nowMs();
      let read = isRecorded(jobs) ? undefined : jobs;
      const readMs = read?.readMs ?? 0;
      for (let complete = false; !complete;) {
        complete = true;
        const usedTuning = tuning;
        const record = read === undefined ? ports.recorder?.record : undefined;
        const fresh = await loadCore({
          store,
          backends,
          options: coreOptions(),
          leavesOut,
          onFault: (job, error) => {
            if (outside.jobs.has(job)) return;
            outside.setJob(job, error);
            complete = false; // half of it may be in the core
          },
          ...(record === undefined ? {} : { record }),
          ...(read === undefined ? {} : { read }),
        });
        read = undefined; // it is that core's
        // Where a recording is played, the first cycle files what was loaded.
        if (complete && record === undefined)
          await fileAhead(fresh.core, options.filedAtOnce ?? FILED_AT_ONCE, ports);
        // It was configured while it was loaded.
        if (tuning !== usedTuning) fresh.driven.configure(tuning);
        loaded = fresh;
        isNew = true;
      }
      loadMs = readMs + ports.nowMs() - beganMs;
    },
    blame: (inputs) =>
      findFailingJob(
        { store, backends, options: coreOptions(), leavesOut, onFault: () => undefined },
        picture.events(),
        inputs,
      ),
    view: () => ({
      options: coreOptions(),
      backends: backends.map(({ capabilities, name }) => ({ name, capabilities })),
      clusters: picture.events(),
      agents: now().core.agents(),
      wide: now().core.wideJobs(),
      leavesOut,
    }),
    configure(changes) {
      tuning = { ...tuning, ...changes };
      isNew = true;
      now().driven.configure(changes);
    },
  };
}
