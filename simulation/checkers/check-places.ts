import type { Cause, Refusal } from "../../offers/explanation.ts";
import { only, once, differences, type Of } from "./differences.ts";
import { briefUntilMs, holdOn } from "./kept-room.ts";
import { hasTotal, isOfTheKind, refused } from "./legal-start.ts";
import type { DumpedAgent, DumpedJob, StateDump } from "../../scheduler/explaining/state-dump.ts";

/** Where it could start, and what is said of it. */
export function* placeFaults(dump: StateDump, job: DumpedJob, causes: readonly Cause[]): Generator<string> {
  const { agents } = dump;
  const found = [...only(causes, "never_fits"), ...only(causes, "no_match"), ...only(causes, "no_room")];
  if (found.length > 1) yield `${found.map(({ kind }) => kind).join(" and ")} exclude each other`;
  const [cause] = found;
  const taker = agents.find((agent) => refused(dump, job, agent) === undefined);
  const isLeaving = (agent: DumpedAgent) => refused(dump, job, agent)?.lacking === "maintenance";
  const leaving = taker === undefined ? agents.filter(isLeaving) : [];
  yield* maintenanceFaults(dump, job, causes, leaving);
  if (taker !== undefined || agents.length === 0) {
    if (cause !== undefined) yield `${cause.kind} is named, and ${taker?.hostname ?? "nobody"} would take it`;
    return;
  }
  const ofTheKind = agents.filter((agent) => isOfTheKind(dump, job, agent));
  const large = ofTheKind.filter((agent) => hasTotal(job, agent));
  const kind = large.length > 0 ? "no_room" : ofTheKind.length > 0 ? "never_fits" : "no_match";
  if (cause?.kind !== kind)
    return yield `${kind} is missing${cause === undefined ? "" : `, ${cause.kind} is named`}`;
  if (cause.agents !== agents.length) yield `${kind}: there are ${agents.length} agents, not ${cause.agents}`;
  if (cause.refusals !== undefined) yield* refusalFaults(dump, job, cause.refusals);
  else if (large.length + ofTheKind.length < agents.length && kind === "never_fits")
    yield `${kind}: some agents are of another kind, and that is not told`;
  if (cause.kind === "no_match") return;
  yield* differences(kind, cause, { need: job.need.resources });
  if (cause.kind === "no_room") {
    const { ports } = job.need;
    if ((cause.ports ?? 0) !== ports) yield `${kind}: it asks for ${ports} ports`;
    yield* nearestFaults(job, cause.nearest, large, (agent) => ({
      has: agent.free,
      away: isInService(dump, agent) ? 0 : 1000,
    }));
  } else yield* nearestFaults(job, cause.nearest, ofTheKind, ({ total }) => ({ has: total, away: 0 }));
}

function isInService({ backends }: StateDump, { active, backend }: DumpedAgent): boolean {
  return active && backends.some(({ connected, name }) => connected && name === backend);
}

const AMOUNTS = ["cpusMilli", "memMib", "diskMib", "gpus"] as const;

function* nearestFaults(
  { need }: DumpedJob,
  { agentId, has, hostname, lacking }: Of<"no_room">["nearest"],
  among: readonly DumpedAgent[],
  look: (agent: DumpedAgent) => { readonly has: Of<"no_room">["nearest"]["has"]; readonly away: number },
): Generator<string> {
  const distance = (agent: DumpedAgent) => {
    const { away, has: there } = look(agent);
    return AMOUNTS.reduce((sum, kind) => {
      const asks = need.resources[kind];
      return there[kind] < asks ? sum + (asks - there[kind]) / asks : sum;
    }, away);
  };
  const agent = among.find(({ hostname: name, id }) => id === agentId && name === hostname);
  if (agent === undefined) return yield `the nearest, ${hostname}, is none that counts`;
  const { has: there } = look(agent);
  for (const kind of AMOUNTS)
    if (has[kind] !== there[kind]) yield `${hostname} has ${there[kind]} ${kind}, not ${has[kind]}`;
  const lacks = AMOUNTS.filter((kind) => need.resources[kind] > there[kind]);
  if (lacks.join() !== lacking.join())
    yield `${hostname} lacks ${lacks.join() || "nothing"}, not ${lacking.join()}`;
  const least = Math.min(...among.map(distance));
  if (distance(agent) > least + 1e-9) yield `${hostname} is not the nearest`;
}

function* refusalFaults(dump: StateDump, job: DumpedJob, refusals: readonly Refusal[]): Generator<string> {
  const groups = Map.groupBy(dump.agents, (agent) => {
    const { affinity, constraint, lacking } = refused(dump, job, agent) ?? { lacking: "nothing" };
    return JSON.stringify([lacking, constraint ?? affinity]);
  });
  for (const refusal of refusals) {
    const { affinity, agents, briefMs, constraint, hostname, lacking, startMs, untilMs } = refusal;
    const key = JSON.stringify([lacking, constraint ?? affinity]);
    const group = groups.get(key) ?? [];
    groups.delete(key);
    if (group.length !== agents) yield `${group.length} agents, not ${agents}, refuse it for ${key}`;
    const shown = group.filter((agent) => agent.hostname === hostname);
    if (shown.length === 0) yield `${hostname} does not refuse it for ${key}`;
    if (lacking === "kept") {
      const isSo = shown.some((agent) => {
        const hold = holdOn(dump, agent);
        const brief = hold === undefined ? undefined : briefUntilMs(dump, hold);
        return (
          hold?.job === refusal.job &&
          hold?.startMs === startMs &&
          briefMs === (brief === undefined ? undefined : brief - dump.nowMs)
        );
      });
      if (!isSo)
        yield `what is kept on ${hostname} is not for job ${refusal.job} at ${startMs}, for ${briefMs} ms`;
    }
    if (lacking === "quarantined" && !shown.some((agent) => agent.distrustedUntilMs === untilMs))
      yield `${hostname} is not left alone until ${untilMs}`;
  }
  for (const [key, group] of groups)
    yield `${group.length} agents refuse it for ${key}, and that is not told`;
}

function* maintenanceFaults(
  { tuning }: StateDump,
  { walltimeMs }: DumpedJob,
  causes: readonly Cause[],
  leaving: readonly DumpedAgent[],
): Generator<string> {
  const startMs = Math.max(...leaving.map(({ unavailability }) => unavailability?.startMs ?? -Infinity));
  const wanted =
    startMs === -Infinity
      ? undefined
      : {
          agents: leaving.length,
          startMs,
          limitMs: walltimeMs ?? tuning.maintenance.assumedMs,
          assumed: walltimeMs === undefined,
        };
  yield* once(causes, "maintenance", wanted as Omit<Of<"maintenance">, "kind"> | undefined); // the witness comes next
  const [cause] = only(causes, "maintenance");
  const isShown = leaving.some(
    ({ hostname, unavailability }) => hostname === cause?.hostname && unavailability?.startMs === startMs,
  );
  if (cause !== undefined && !isShown) yield `maintenance: ${cause.hostname} is not the last that goes`;
}
