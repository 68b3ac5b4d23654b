import type { JobSpec } from "../../jobs/spec/spec.ts";
import { validateJobSpec } from "../../jobs/submission/validate.ts";
import { Core } from "../../scheduler/core/core.ts";
import type { CoreOptions } from "../../scheduler/state/state.ts";
import { DEFAULT_TUNING, type Tuning } from "../../scheduler/state/tuning.ts";
import { fairShareOrder } from "../../fair-share/order.ts";
import type { AgentSpec } from "./agents.ts";

/** @throws Error  for a document with faults */
export function specOf(document: object): JobSpec {
  const result = validateJobSpec({ command: ["true"], ...document });
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join("; "));
  return result.spec;
}

export function coreOptionsWith(tuning: Partial<Tuning> = {}): CoreOptions {
  return {
    epoch: 1,
    halfLifeMs: 604_800_000,
    nowMs: 0,
    tuning: {
      ...DEFAULT_TUNING,
      policy: fairShareOrder,
      unreachableTimeoutMs: 600_000,
      refuseMs: 60_000,
      ...tuning,
    },
  };
}

export function coreWith(tuning: Partial<Tuning> = {}): Core {
  return new Core(coreOptionsWith(tuning));
}

export function equalAgents(count: number, cpus: number, memMib: number): readonly AgentSpec[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `a${at}`,
    total: { cpusMilli: cpus * 1000, memMib, diskMib: 100_000, gpus: 0 },
  }));
}
