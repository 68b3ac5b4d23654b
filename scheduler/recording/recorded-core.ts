import type { Attempt, Job } from "../../jobs/life/job.ts";
import type { Capabilities } from "../../offers/backend.ts";
import type { UsageBucket } from "../../store/store.ts";
import type { TrustedAgent } from "../../store/trust.ts";
import type { Core } from "../core/core.ts";
import type { CoreInput, Decision, KnownParent } from "../state/decision.ts";
import type { CoreOptions } from "../state/state.ts";
import type { Tuning } from "../state/tuning.ts";

/** Everything that enters a core. Equal calls in equal order make equal decisions. */
export type CoreCall =
  /** A core begins; the calls up to the next one are of it. */
  | { readonly type: "begin"; readonly options: CoreOptions }
  | {
      readonly type: "backend";
      readonly name: string;
      readonly registrationId: string | undefined;
      readonly capabilities: Capabilities | undefined;
    }
  | { readonly type: "usage"; readonly bucket: UsageBucket }
  | { readonly type: "trust"; readonly agent: TrustedAgent }
  | {
      readonly type: "job";
      readonly job: Job;
      readonly attempts: readonly Attempt[];
      readonly parents: ReadonlyMap<number, KnownParent>;
    }
  | { readonly type: "configure"; readonly changes: Partial<Tuning> }
  | {
      readonly type: "step";
      readonly inputs: readonly CoreInput[];
      readonly nowMs: number;
      /** `undefined`: it threw. */
      readonly decision: Decision | undefined;
    };

/** Called with each call after it was made. What it is given does not change any more. Must not throw. */
export type RecordCall = (call: CoreCall) => void;

/** The calls that change a core. */
export type DrivenCore = Pick<
  Core,
  "addBackend" | "configure" | "loadJob" | "loadTrust" | "loadUsage" | "step"
>;

export function recordedCore(core: Core, options: CoreOptions, record: RecordCall): DrivenCore {
  record({ type: "begin", options });
  return {
    addBackend(name, registrationId, capabilities) {
      record({ type: "backend", name, registrationId, capabilities });
      core.addBackend(name, registrationId, capabilities);
    },
    loadUsage(bucket) {
      record({ type: "usage", bucket });
      core.loadUsage(bucket);
    },
    loadTrust(agent) {
      record({ type: "trust", agent });
      core.loadTrust(agent);
    },
    loadJob(job, attempts, parents) {
      record({ type: "job", job, attempts, parents });
      core.loadJob(job, attempts, parents);
    },
    configure(changes) {
      record({ type: "configure", changes });
      core.configure(changes);
    },
    step(inputs, nowMs) {
      let decision: Decision | undefined;
      try {
        decision = core.step(inputs, nowMs);
        return decision;
      } finally {
        record({ type: "step", inputs, nowMs, decision });
      }
    },
  };
}
