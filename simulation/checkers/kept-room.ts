import type { DumpedAgent, StateDump } from "../../scheduler/explaining/state-dump.ts";
import { AMOUNTS, type Amount, jobOf } from "./own-state.ts";

/* Room that is kept for a job, from a dump alone. */

/** Between the end of what may run on a held agent and the start of its job. */
const MARGIN_MS = 40_000;

type Hold = StateDump["holds"][number];

export function holdOn({ holds }: StateDump, { key }: DumpedAgent): Hold | undefined {
  return holds.find(({ parts }) => parts[key] !== undefined);
}

export function briefUntilMs({ nowMs, tuning }: StateDump, { startMs }: Hold): number | undefined {
  if (startMs === undefined || tuning.backfill.mode === "off") return undefined;
  return startMs - MARGIN_MS < nowMs + 1000 ? undefined : startMs - MARGIN_MS;
}

/** What of an agent those may not use who are not over when the job starts that it is held for. */
export function keptOn(dump: StateDump, agent: DumpedAgent): Readonly<Record<Amount, number>> {
  const kept = { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0 };
  const hold = holdOn(dump, agent);
  const job = hold === undefined ? undefined : jobOf(dump, hold.job);
  if (hold === undefined || job === undefined) return kept;
  const plan = dump.plans.find((one) => one.job === hold.job);
  const then = { ...agent.free };
  for (const { amounts, atMs } of agent.ends)
    if (atMs <= (hold.startMs ?? -Infinity)) for (const kind of AMOUNTS) then[kind] += amounts[kind];
  const isKnown = hold.startMs !== undefined && dump.tuning.backfill.mode !== "off";
  for (const kind of AMOUNTS) {
    const need = job.need.resources[kind];
    const missing =
      plan === undefined
        ? need * (hold.parts[agent.key] ?? 0)
        : Math.max(0, need - plan.reserved[kind] - (plan.pending?.[kind] ?? 0));
    const spare = Math.max(0, then[kind] - missing);
    kept[kind] = isKnown ? Math.max(0, agent.free[kind] - spare) : missing;
  }
  return kept;
}
