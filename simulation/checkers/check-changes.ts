import type { Change, Explanation } from "../../offers/explanation.ts";
import { nameOfCause } from "./differences.ts";
import { mayStart } from "./legal-start.ts";
import { exceeded, isWithinLimits, nameOf } from "./limits.ts";
import type { DumpedJob, StateDump } from "../../scheduler/explaining/state-dump.ts";

const AMOUNTS = ["cpusMilli", "memMib", "diskMib", "gpus"] as const;

/** Each change that is named is made in the dump: then the job may start; and with less of it, it may not. */
export function* changeFaults(
  dump: StateDump,
  job: DumpedJob,
  { causes, changes = [] }: Explanation,
): Generator<string> {
  const obstacles = causes.filter(
    ({ kind }) => !["turn", "routing", "maintenance", "reserving"].includes(kind),
  );
  if (changes.length > 0 && obstacles.length !== 1) yield "a change is named where one is not enough";
  for (const change of changes) {
    if (!wouldStart(dump, job, change)) yield `it would not start with ${JSON.stringify(change)}`;
    for (const less of smaller(change))
      if (wouldStart(dump, job, less)) yield `it would start with less: ${JSON.stringify(less)}`;
  }
}

/** A little less of it, in each amount. */
function smaller(change: Change): readonly Change[] {
  switch (change.kind) {
    case "room": {
      const { more, ports = 0 } = change;
      const amounts = AMOUNTS.filter((kind) => more[kind] > 0);
      return [
        ...amounts.map((kind) => ({ ...change, more: { ...more, [kind]: more[kind] - 1 } })),
        ...(ports === 0 ? [] : [{ ...change, ports: ports - 1 }]),
      ];
    }
    case "time_limit":
      return [{ ...change, limitMs: change.limitMs + 1000 }];
    case "quota":
      return [{ ...change, more: change.more - 1 }];
    case "licence": // how many are kept for others the dump does not say
      return [];
    default:
      return change satisfies never;
  }
}

/** Whether it could start somewhere after a change, fair-share order aside. */
function wouldStart(dump: StateDump, job: DumpedJob, change: Change): boolean {
  const fitsSomewhere = (changed: StateDump, one: DumpedJob) =>
    changed.agents.some((agent) => mayStart(changed, one, agent));
  switch (change.kind) {
    case "room": {
      const agents = dump.agents.map((agent) => {
        if (agent.id !== change.agentId || agent.backend !== change.backend) return agent;
        const free = { ...agent.free, ports: agent.free.ports + (change.ports ?? 0) };
        for (const kind of AMOUNTS) free[kind] += change.more[kind];
        return { ...agent, free };
      });
      return isWithinLimits(dump, job) && fitsSomewhere({ ...dump, agents }, job);
    }
    case "time_limit":
      return isWithinLimits(dump, job) && fitsSomewhere(dump, { ...job, walltimeMs: change.limitMs });
    case "quota": {
      const over = exceeded(dump, job);
      const [only] = over;
      const isIt = only !== undefined && over.length === 1 && nameOf(only.node) === nameOfCause(change);
      return (
        isIt &&
        only.used + (only.kept ?? 0) + only.asks <= only.limit + change.more &&
        fitsSomewhere(dump, job)
      );
    }
    case "licence": {
      const total = (dump.tuning.licences[change.name] ?? 0) + change.more;
      const licences = { ...dump.tuning.licences, [change.name]: total };
      // What is kept for others is part of what is asked for.
      const changed = { ...dump, tuning: { ...dump.tuning, licences } };
      return isWithinLimits(changed, job) && fitsSomewhere(changed, job);
    }
    default:
      return change satisfies never;
  }
}
