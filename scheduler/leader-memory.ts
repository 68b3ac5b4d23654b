import { jobToBlame } from "./blame.ts";
import { clusterPicture } from "./cluster-picture.ts";
import type { Core } from "./core.ts";
import type { CoreInput } from "./decision.ts";
import type { LeaderView } from "./forecast/live-state.ts";
import type { LeaderOptions, LeaderPorts } from "./leader.ts";
import { loadCore } from "./loading.ts";
import type { DrivenCore } from "./recording/recorded-core.ts";
import type { LeftOut } from "./set-aside.ts";
import type { CoreOptions } from "./state.ts";
import type { Tuning } from "./tuning.ts";

/** The core and what it takes to load another one in its place. */
export interface Memory {
  core(): Core;
  driven(): DrivenCore;
  readonly picture: ReturnType<typeof clusterPicture>;
  /** How long the last loading took. */
  loadMs(): number;
  load(epoch: number): Promise<void>;
  /** Looks for the job that makes a turn fail. */
  blame(inputs: readonly CoreInput[]): Promise<number | undefined>;
  configure(changes: Partial<Tuning>): void;
  view(): LeaderView;
}

export function memoryOf(ports: LeaderPorts, options: LeaderOptions, outside: LeftOut): Memory {
  let tuning = options.tuning;
  let loaded: Awaited<ReturnType<typeof loadCore>> | undefined;
  let epoch = 0;
  let loadMs = 0;
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
  return {
    picture,
    core: () => now().core,
    driven: () => now().driven,
    loadMs: () => loadMs,
    async load(next) {
      epoch = next;
      const beganMs = ports.nowMs();
      for (let complete = false; !complete;) {
        complete = true;
        const usedTuning = tuning;
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
          ...(ports.recorder === undefined ? {} : { record: ports.recorder.record }),
        });
        // It was configured while it was loaded.
        if (tuning !== usedTuning) fresh.driven.configure(tuning);
        loaded = fresh;
      }
      loadMs = ports.nowMs() - beganMs;
    },
    blame: (inputs) =>
      jobToBlame(
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
      now().driven.configure(changes);
    },
  };
}
