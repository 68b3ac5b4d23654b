import { AHEAD_MAX, type Cause, type Explanation } from "../../offers/explanation.ts";
import { only, once, differences, sameSet, nameOfCause } from "./differences.ts";
import { roomForGang } from "./gang-room.ts";
import { briefUntilMs, holdOn } from "./kept-room.ts";
import { refused, stillWaitsFor } from "./legal-start.ts";
import {
  borrowed,
  exceeded,
  exceededByUser,
  type Exceeded,
  licencesFor,
  licencesInUse,
  nameOf,
  togetherIn,
} from "./limits.ts";
import { gapBetween, goesBefore, goesFirstInAccount } from "./order.ts";
import { couldStart, isGang, isStopped, isThrottled, jobOf, mustered, waitingCount } from "./own-state.ts";
import type { DumpedJob, StateDump } from "../../scheduler/explaining/state-dump.ts";
import { changeFaults } from "./check-changes.ts";
import { placeFaults } from "./check-places.ts";

/**
 * Whether an explanation is true and complete, by a dump of the state that it was made from: every number and every
 * witness, that nothing is missing, and that the causes suffice, so that no legal start of the job is there.
 * @returns faults, a sentence each; empty = all of it is true
 */
export function faultsOf(dump: StateDump, explanation: Explanation): readonly string[] {
  const job = jobOf(dump, explanation.job);
  if (job === undefined) return [`job ${explanation.job} is explained and not there`];
  const faults = [...wrong(dump, job, explanation)];
  return faults.map((fault) => `job ${job.id}: ${fault}`);
}

function* wrong(dump: StateDump, job: DumpedJob, explanation: Explanation): Generator<string> {
  const { atMs, causes, state } = explanation;
  if (state !== job.status.state) yield `it is ${job.status.state}, not ${state}`;
  if (atMs !== dump.nowMs) yield `it is explained as of ${atMs}`;
  if (waitingCount(job) === 0 || job.status.cancelledBy !== undefined) {
    if (causes.length > 0) yield `nothing of it waits, and ${causes.length} causes are named`;
    return;
  }
  yield* ownFaults(dump, job, causes);
  yield* clusterFaults(dump, causes);
  yield* routingFaults(dump, job, causes);
  yield* quotaFaults(dump, job, causes);
  yield* borrowingFaults(dump, job, causes);
  yield* licenceFaults(dump, job, causes);
  yield* placeFaults(dump, job, causes);
  yield* planFaults(dump, job, causes);
  yield* gangFaults(dump, job, causes);
  yield* cycleFaults(dump, job, causes);
  yield* changeFaults(dump, job, explanation);
}

// --- before it is next in fair-share order --------------------------------------------------------------------------

function* ownFaults(dump: StateDump, job: DumpedJob, causes: readonly Cause[]): Generator<string> {
  const { array, attempts, opensMs, status, unmet } = job;
  const { heldBy, suspendedBy } = status;
  yield* once(causes, "held", heldBy === undefined ? undefined : { by: heldBy });
  yield* once(causes, "suspended", suspendedBy === undefined ? undefined : { by: suspendedBy });
  yield* once(causes, "begin_time", opensMs > dump.nowMs ? { atMs: opensMs } : undefined);
  const maxConcurrent = array?.maxConcurrent;
  const throttle =
    maxConcurrent !== undefined && isThrottled(job) ? { maxConcurrent, live: attempts.length } : undefined;
  yield* once(causes, "throttle", throttle);
  const pausing = Object.values(status.retrying).filter(({ eligibleAtMs }) => eligibleAtMs > dump.nowMs);
  const untilMs = Math.min(...pausing.map(({ eligibleAtMs }) => eligibleAtMs));
  yield* once(causes, "backoff", pausing.length === 0 ? undefined : { tasks: pausing.length, untilMs });

  const [waits] = only(causes, "dependencies");
  if (unmet.length === 0) {
    if (waits !== undefined) yield "dependencies are named, and it waits for nobody";
    return;
  }
  if (waits === undefined) return yield "dependencies are missing";
  if (waits.total !== unmet.length) yield `it waits for ${unmet.length} others, not for ${waits.total}`;
  if (waits.waitingFor.length !== Math.min(10, unmet.length)) yield "too few of the others are named";
  for (const named of waits.waitingFor) {
    const parent = unmet.find((one) => one.job === named.job && one.index === named.index);
    if (parent?.on !== named.on) yield `it does not wait for job ${named.job} to be so`;
    if (named.state !== (jobOf(dump, named.job)?.status.state ?? "pending"))
      yield `job ${named.job} is not ${named.state}`;
  }
}

function* clusterFaults({ agents, backends }: StateDump, causes: readonly Cause[]): Generator<string> {
  const away = backends.filter(({ connected }) => !connected);
  const empty = backends.filter(
    ({ connected, name }) => connected && !agents.some(({ backend }) => backend === name),
  );
  yield* sameSet(
    "backend_down",
    only(causes, "backend_down").map(({ backend, cause, sinceMs }) => [backend, sinceMs, cause]),
    away.map(({ cause, name, sinceMs }) => [name, sinceMs, cause]),
  );
  yield* sameSet(
    "no_agents",
    only(causes, "no_agents").map(({ backend }) => backend),
    empty.map(({ name }) => name),
  );
}

function* routingFaults(dump: StateDump, job: DumpedJob, causes: readonly Cause[]): Generator<string> {
  const waits = stillWaitsFor(dump, job);
  const [next = []] = waits?.later ?? [];
  yield* once(
    causes,
    "routing",
    waits === undefined ? undefined : { open: waits.open, next, atMs: waits.atMs },
  );
}

// --- limits ----------------------------------------------------------------------------------------------------------

function* quotaFaults(dump: StateDump, job: DumpedJob, causes: readonly Cause[]): Generator<string> {
  yield* sameSet(
    "quota",
    only(causes, "quota").map((cause) => [nameOfCause(cause), ...told(cause)]),
    [
      ...exceeded(dump, job).map((limit) => [nameOf(limit.node), ...told(limit)]),
      ...exceededByUser(dump, job).map((limit) => [`/${limit.user}`, ...told(limit)]),
    ],
  );
}

function told(limit: Omit<Exceeded, "node">): readonly unknown[] {
  const { asks, kept, keptFor, limit: most, of, ownSinceMs, untilMs, used } = limit;
  return [of, most, used, asks, untilMs, kept, keptFor, ownSinceMs];
}

function* borrowingFaults(dump: StateDump, job: DumpedJob, causes: readonly Cause[]): Generator<string> {
  yield* sameSet(
    "borrowing",
    only(causes, "borrowing").map((cause) => [nameOfCause(cause), cause.of, cause.limit, cause.used]),
    borrowed(dump, job).map(({ limit, node, of, used }) => [nameOf(node), of, limit, used]),
  );
}

function* licenceFaults(dump: StateDump, job: DumpedJob, causes: readonly Cause[]): Generator<string> {
  const named = new Map(only(causes, "licence").map((cause) => [cause.name, cause]));
  for (const { count, name } of job.need.licences ?? []) {
    const inUse = licencesInUse(dump, name);
    const total = dump.tuning.licences[name] ?? 0;
    const asks = count * togetherIn(job);
    const cause = named.get(name);
    named.delete(name);
    if (cause === undefined) {
      if (inUse + asks > total) yield `licence is missing: ${inUse} of ${total} ${name} are in use`;
      continue;
    }
    yield* differences("licence", cause, { total, inUse, asks });
    const { kept = 0 } = cause;
    if (inUse + kept + asks <= total) yield `licence: there are enough of ${name}`;
    const isKept = dump.jobs.some(
      (other) => other !== job && waitingCount(other) > 0 && licencesFor(other, name) === kept,
    );
    if (kept > 0 && !isKept) yield `licence: ${kept} of ${name} are kept for nobody`;
  }
  for (const name of named.keys()) yield `licence: it asks for no ${name}`;
}

// --- room that is kept for it ----------------------------------------------------------------------------------------

function* planFaults(dump: StateDump, job: DumpedJob, causes: readonly Cause[]): Generator<string> {
  const plan = dump.plans.find((one) => one.job === job.id);
  const agent = dump.agents.find(({ key }) => key === plan?.agent);
  if (plan === undefined || agent === undefined) return yield* once(causes, "reserving", undefined);
  const { backend, hostname, id: agentId } = agent;
  const { reserved, sinceMs } = plan;
  const hold = holdOn(dump, agent);
  const brief = hold === undefined ? undefined : briefUntilMs(dump, hold);
  yield* once(causes, "reserving", {
    backend,
    agentId,
    hostname,
    sinceMs,
    reserved,
    need: job.need.resources,
    ...({ startMs: hold?.startMs, briefMs: brief === undefined ? undefined : brief - dump.nowMs } as object),
  });
}

function* gangFaults(dump: StateDump, job: DumpedJob, causes: readonly Cause[]): Generator<string> {
  const ending = job.attempts.length;
  const isEnding = isGang(job) && ending > 0 && !isStopped(job, dump.nowMs);
  const tasks = isEnding ? waitingCount(job) : mustered(job, dump.nowMs);
  if (tasks === 0) return yield* once(causes, "gang", undefined);
  const hold = dump.holds.find((one) => one.job === job.id);
  yield* once(causes, "gang", {
    tasks,
    fit: Math.min(tasks, roomForGang(dump, job)),
    ...({
      ending: isEnding ? ending : undefined,
      uniform: job.array?.gang?.uniform,
      startMs: hold?.startMs,
      agents: hold === undefined ? undefined : Object.keys(hold.parts).length,
    } as object),
  });
}

// --- fair-share order ------------------------------------------------------------------------------------------------

function* cycleFaults(dump: StateDump, job: DumpedJob, causes: readonly Cause[]): Generator<string> {
  const [cycle] = only(causes, "turn");
  const waiting = dump.jobs.filter((other) => !isGang(other) && couldStart(other, dump.nowMs));
  const ahead = waiting.filter((other) => other.account === job.account && goesFirstInAccount(other, job));
  const others = Map.groupBy(
    waiting.filter(({ account }) => account !== job.account),
    ({ account }) => account,
  );
  const heads = [...others.values()].flatMap(
    (own) => own.toSorted((a, b) => (goesFirstInAccount(a, b) ? -1 : 1))[0] ?? [],
  );
  const accounts = heads.filter((head) => goesBefore(dump, head, job));
  const [first] = accounts.toSorted((a, b) => (goesBefore(dump, a, b) ? -1 : 1));
  const aheadInAccount = Math.min(AHEAD_MAX, ahead.length);
  const accountsAhead = Math.min(AHEAD_MAX, accounts.length);
  const isNext = isGang(job) ? mustered(job, dump.nowMs) > 0 : couldStart(job, dump.nowMs);
  if (isStopped(job, dump.nowMs) && cycle !== undefined) yield "turn is named, and something stops it";
  const isLimited = causes.some(({ kind }) => kind === "quota" || kind === "licence");
  const hasRoom = isGang(job)
    ? roomForGang(dump, job) >= mustered(job, dump.nowMs)
    : dump.agents.some((agent) => refused(dump, job, agent) === undefined);
  const isExpected = isNext && !isLimited && (hasRoom || aheadInAccount + accountsAhead > 0);
  yield* once(causes, "turn", isExpected ? { aheadInAccount, accountsAhead } : undefined);
  const gap =
    first === undefined || dump.order.among === "accounts" ? undefined : gapBetween(dump, first, job);
  if (cycle !== undefined && cycle.gap !== gap)
    yield `turn: the first is ahead by ${gap}, not by ${cycle.gap}`;
  if (isNext && causes.length === 0) yield "nothing is said to keep it";
}
