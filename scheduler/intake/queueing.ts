import { isAmongOwn } from "../../jobs/spec/affinity.ts";
import * as ranges from "../../resources/ranges.ts";
import { fits } from "../../resources/vector.ts";
import { noEntries, put, without } from "../collections/small-maps.ts";
import { PARTS } from "../matching/tables/job-queues.ts";
import { affinityAgainst, boundsOf, followOthers, forgetOthers, type Bounds } from "../state/affinity.ts";
import { avoidedHosts, wouldHost } from "../state/avoiding.ts";
import { isKept, isQueued, NO_ENTRY, roomInArray, type LiveJob } from "../state/live-job.ts";
import { preferredBy } from "../state/locality.ts";
import { expectRoom, newMatcher } from "../state/matcher.ts";
import { hostKey } from "../state/places.ts";
import { rebuildProspects } from "../state/prospects.ts";
import { longestOn } from "../state/start-order.ts";
import type {
  AgentState,
  CoreState,
  GangState,
  JobsState,
  LimitState,
  OfferState,
  ProspectState,
  QueueState,
  TimeState,
} from "../state/state.ts";
import { mayStartOn } from "./agent-trust.ts";
import { followGang, forgetGang } from "./gang-membership.ts";
import { shapeOf } from "./job-shapes.ts";
import { countTask } from "./live-tasks.ts";
import { followRoute } from "./routing.ts";

/*
 * A job waits in the matcher with one entry, however many of its tasks do; tasks that avoid agents where they failed
 * are parts with entries of their own. Entries follow the job: whatever happens to it marks it as unfiled, and before
 * anything is decided the entries of such jobs are brought up to date.
 */

/** Whatever a job may wait for has changed. */
export function enqueue(state: Pick<CoreState, "unfiled">, job: LiveJob): void {
  state.unfiled.add(job);
}

/** Brings the entries of all jobs up to date. */
export function file(state: CoreState): void {
  reconsiderAvoiding(state);
  if (state.isFiled && state.unfiled.size === 0) return;
  for (const job of byId(state.isFiled ? [...state.unfiled] : allUnfiled(state))) bringUpToDate(state, job);
  state.unfiled.clear();
  state.isFiled = true;
}

/** The same for a queue that was just loaded, `most` jobs at a time; a cycle that comes before the end files all that is left. */
export function* fileInParts(state: CoreState, most: number): Generator<undefined, void> {
  const isAllUnfiled = !state.isFiled;
  const jobs = byId(isAllUnfiled ? allUnfiled(state) : [...state.unfiled]);
  for (let from = 0; from < jobs.length; from += most) {
    for (const job of jobs.slice(from, from + most))
      if (isAllUnfiled || state.unfiled.delete(job)) bringUpToDate(state, job);
    yield;
    if (isAllUnfiled && state.isFiled) return;
  }
  if (!isAllUnfiled) return;
  state.unfiled.clear();
  state.isFiled = true;
}

function bringUpToDate(state: CoreState, job: LiveJob): void {
  const isLive = state.jobs.get(job.id) === job;
  if (isLive) fileJob(state, job);
  else withdrawJob(state, job);
}

/** Whatever was live until now, before what is live in its place, and all that is. */
function allUnfiled({ jobs, unfiled }: Pick<CoreState, "jobs" | "unfiled">): LiveJob[] {
  const all: LiveJob[] = [];
  for (const job of unfiled) if (jobs.get(job.id) !== job) all.push(job);
  for (const job of jobs.values()) all.push(job);
  return all;
}

/** So that accounts are numbered in the same way in whatever order the events of a cycle came. */
function byId(list: LiveJob[]): readonly LiveJob[] {
  // A leader's first cycle finds a full queue as it was loaded, and a sort takes long also of what is sorted.
  return isAscending(list) ? list : list.sort((a, b) => a.id - b.id);
}

function isAscending(jobs: readonly LiveJob[]): boolean {
  let before = -Infinity;
  for (const { id } of jobs) {
    if (id < before) return false;
    before = id;
  }
  return true;
}

/** None of a job's tasks waits any more. */
export function withdrawJob(state: JobsState & QueueState & GangState & ProspectState, job: LiveJob): void {
  const { matching } = state.matcher;
  if (job.entry !== NO_ENTRY) matching.cancel(job.entry);
  for (const { entry } of job.avoiding.values()) matching.cancel(entry);
  job.entry = NO_ENTRY;
  job.avoiding = noEntries();
  state.avoiding.delete(job);
  state.choosing.delete(job);
  forgetOthers(state, job);
  forgetGang(state, job);
}

function fileJob(state: CoreState, job: LiveJob): void {
  if (followRoute(state, job)) withdrawJob(state, job);
  if (job.array?.gang !== undefined) return followGang(state, job);
  if (isFiledAsOther(state, job)) return refile(state, job);
  fileParts(state, job);
}

/** Whether it waits as one of which nothing runs while something does, or the other way round. */
export function isFiledAsOther({ matcher }: Pick<CoreState, "matcher">, job: LiveJob): boolean {
  const { matching } = matcher;
  if (!matching.questions.countsJobs) return false;
  const [entry] = entriesOf(job).values();
  return (
    entry !== undefined &&
    matching.questions.isUnderWay(matching.questions.shapeOfEntry(entry)) !== matching.questions.runs(job.id)
  );
}

/** In other shapes, for which no other room is looked for than before. */
function refile(state: CoreState, job: LiveJob): void {
  const { expecting, matching, unanswered } = state.matcher;
  const before = Array.from(entriesOf(job).values(), (entry) => matching.questions.shapeOfEntry(entry));
  const isAnswered = !before.some((shape) => unanswered.has(shape));
  const isExpecting = before.some((shape) => expecting.has(shape));
  const others = new Set(isAnswered ? matching.questions.waitingShapes() : []);
  withdrawJob(state, job);
  fileParts(state, job);
  if (!isAnswered) return;
  for (const entry of entriesOf(job).values()) {
    const shape = matching.questions.shapeOfEntry(entry);
    if (others.has(shape)) continue;
    unanswered.delete(shape);
    if (isExpecting) expectRoom(state.matcher, shape, state.nowMs);
  }
}

function fileParts(
  state: JobsState & QueueState & LimitState & AgentState & OfferState & TimeState,
  job: LiveJob,
): void {
  const { matching } = state.matcher;
  if (job.isUntouched && !isQueued(job) && job.need.affinity === undefined) {
    // So it is with nearly all of a long queue.
    if (!isKept(job, state.nowMs)) submit(state, job, ANYWHERE, ONE_TASK);
    return;
  }
  followOthers(state, job);
  const wanted = openParts(state, job);
  for (const [key, entry] of entriesOf(job)) {
    if (wanted.has(key)) continue;
    matching.cancel(entry);
    forgetPart(job, key);
  }
  for (const [key, part] of wanted) {
    const { count } = part;
    const entry = key === ANYWHERE ? job.entry : (job.avoiding.get(key)?.entry ?? NO_ENTRY);
    if (entry === NO_ENTRY) submit(state, job, key, part);
    else if (matching.countOf(entry) !== count) matching.setCount(entry, count);
  }
}

/** A copy: parts come and go while it is walked. */
export function entriesOf({ avoiding, entry }: LiveJob): ReadonlyMap<string, number> {
  const entries = new Map<string, number>();
  if (entry !== NO_ENTRY) entries.set(ANYWHERE, entry);
  for (const [key, part] of avoiding) entries.set(key, part.entry);
  return entries;
}

interface OpenPart {
  /** That it avoids. */
  readonly hosts: readonly string[];
  readonly bounds?: Bounds;
  count: number;
}

/** Between the hosts that a part avoids and where its affinity lets it go. */
const BOUND = "\v";

const ONE_TASK: OpenPart = { hosts: [], count: 1 };
const NO_PARTS: ReadonlyMap<string, OpenPart> = new Map();

/** Those that may use any agent. */
export const ANYWHERE = "";

/** How many tasks may start now, by the hosts that they avoid. */
function openParts(
  state: JobsState & QueueState & AgentState & OfferState & TimeState,
  job: LiveJob,
): ReadonlyMap<string, OpenPart> {
  const parts = new Map<string, OpenPart>();
  const { nowMs } = state;
  const { retrying, waiting } = job.status;
  let room = roomInArray(job);
  if (isKept(job, nowMs) || room === 0 || waiting.length === 0) return parts;
  let anywhere = ranges.count(waiting);
  let avoids = false;
  for (const { avoid, eligibleAtMs } of Object.values(retrying)) {
    if (eligibleAtMs > nowMs) anywhere -= 1;
    else if (avoid !== undefined) {
      avoids = true;
      const hosts = avoidedHosts(state, job, avoid);
      if (hosts.length === 0) continue;
      anywhere -= 1;
      const key = hosts.join("\t");
      const part = parts.get(key) ?? { hosts, count: 0 };
      part.count += 1;
      parts.set(key, part);
    }
  }
  if (avoids || job.need.affinity !== undefined) state.avoiding.add(job);
  else state.avoiding.delete(job);
  const { affinity } = job.need;
  if (affinity === undefined && parts.size === 0) {
    // So it is with most jobs.
    state.choosing.delete(job);
    const count = Math.min(anywhere, room);
    return count > 0 ? parts.set(ANYWHERE, { hosts: [], count }) : parts;
  }
  const bounds = affinity === undefined ? undefined : boundsOf(state, job);
  if (affinity !== undefined) {
    if (bounds === undefined) return NO_PARTS; // nowhere
    // With each that starts there is less room for the others.
    if (affinity.some(isAmongOwn)) room = Math.min(room, 1);
  }
  // Where those that avoid more may start, those that avoid less may, too: the room of an array goes to these first.
  const freest = [...parts].sort(([, a], [, b]) => a.hosts.length - b.hosts.length);
  // Of those that avoid different agents, whoever could start on what is offered now.
  const mustChoose = parts.size > 1 && room < ranges.count(waiting);
  if (mustChoose) state.choosing.add(job);
  else state.choosing.delete(job);
  if (mustChoose)
    freest.sort(
      ([, a], [, b]) => Number(isOffered(state, job, b.hosts)) - Number(isOffered(state, job, a.hosts)),
    );
  const open = new Map<string, OpenPart>();
  const suffix = bounds === undefined ? "" : `${BOUND}${JSON.stringify(bounds)}`;
  for (const [key, part] of [[ANYWHERE, { hosts: [], count: anywhere }] as const, ...freest]) {
    const count = Math.min(part.count, room);
    room -= count;
    if (count > 0 && open.size < PARTS - 1)
      open.set(key + suffix, { ...part, count, ...(bounds === undefined ? {} : { bounds }) });
  }
  return open;
}

/** Whether offers in hand have room for a task of the job that avoids these hosts. */
function isOffered(
  state: JobsState & AgentState & OfferState & TimeState,
  job: LiveJob,
  hosts: readonly string[],
): boolean {
  const { need } = job;
  for (const agent of state.offered) {
    if (!wouldHost(need, agent) || hosts.includes(hostKey(agent.backend, agent.id))) continue;
    if (affinityAgainst(state, job, agent) !== undefined || mayStartOn(state, agent) === 0) continue;
    if ((job.walltimeMs ?? state.tuning.maintenance.assumedMs) > longestOn(state, agent)) continue;
    for (const { offers, ports, resources } of agent.lots.values())
      if (offers.length > 0 && fits(need.resources, resources) && need.ports <= ranges.count(ports))
        return true;
  }
  return false;
}

/** Which element of a part starts next. */
export function elementOf(
  state: Pick<CoreState, "backends" | "nowMs" | "pool">,
  job: LiveJob,
  key: string,
): number | undefined {
  const { nowMs } = state;
  const { retrying, waiting } = job.status;
  const partOf = (avoid: readonly string[] | undefined): string =>
    avoid === undefined ? ANYWHERE : avoidedHosts(state, job, avoid).join("\t");
  const [avoids = ANYWHERE] = key.split(BOUND);
  if (avoids !== ANYWHERE) {
    for (const [element, { avoid, eligibleAtMs }] of Object.entries(retrying))
      if (eligibleAtMs <= nowMs && partOf(avoid) === avoids) return Number(element);
    return undefined;
  }
  for (const element of ranges.values(waiting)) {
    const again = retrying[element];
    if (again === undefined || (again.eligibleAtMs <= nowMs && partOf(again.avoid) === ANYWHERE))
      return element;
  }
  return undefined;
}

function submit(
  state: Pick<CoreState, "earmarks" | "matcher" | "tuning">,
  job: LiveJob,
  key: string,
  { bounds, count, hosts }: OpenPart,
): void {
  const { matching, needs, opened, shares, unanswered } = state.matcher;
  const shape = shapeOf(state, job, hosts, bounds);
  if (!matching.questions.waits(shape)) {
    unanswered.add(shape);
    opened.add(shape);
  }
  needs[shape] = job.need;
  const number = key === ANYWHERE ? 0 : freeNumber(job);
  const entry = matching.submit(shares.account(job.account), shape, job.priority, job.id, count, number);
  if (key === ANYWHERE) job.entry = entry;
  else job.avoiding = put(job.avoiding, key, { entry, number });
}

/** 0 is that of the tasks that avoid nothing. */
function freeNumber({ avoiding }: LiveJob): number {
  const taken = new Set<number>();
  for (const { number } of avoiding.values()) taken.add(number);
  for (let number = 1; ; number += 1) if (!taken.has(number)) return number;
}

/** Which part of a job has that entry. */
export function partOf(job: LiveJob, entry: number): string | undefined {
  if (job.entry === entry) return ANYWHERE;
  for (const [key, part] of job.avoiding) if (part.entry === entry) return key;
  return undefined;
}

/** A part has started its last task, or is cancelled: its entry is gone. */
export function forgetPart(job: LiveJob, key: string): void {
  if (key === ANYWHERE) job.entry = NO_ENTRY;
  else job.avoiding = without(job.avoiding, key);
}

/** Whether agents may have come or gone that decide whether there is anywhere else to go. */
function reconsiderAvoiding(state: QueueState & AgentState & OfferState): void {
  const { avoiding, backends, pool } = state;
  if (avoiding.size === 0) return;
  // Which part of an array gets its room depends on what is offered; while nothing is, it does not matter.
  if (state.offered.size > 0) for (const job of state.choosing) state.unfiled.add(job);
  let awaited = 0;
  for (const { awaitsInventory } of backends.values()) if (awaitsInventory) awaited += 1;
  const version = pool.version * (backends.size + 1) + awaited;
  if (state.avoidedAtVersion === version) return;
  state.avoidedAtVersion = version;
  for (const job of avoiding) state.unfiled.add(job);
}

/** Another matcher in place of the one there is, by the tuning of now: it gets to know all that is live. */
export function rebuild(state: CoreState): void {
  const { shares, tree } = state.matcher;
  state.matcher = newMatcher(state, (job) => preferredBy(state, job));
  for (const { job } of state.gangs.values()) forgetGang(state, job);
  state.earmarks.clear(); // it is found anew for whom they are
  state.atLimits.clear();
  rebuildProspects(state);
  for (const [key, node] of shares.accounts()) {
    const account = state.matcher.shares.account(key);
    state.matcher.matching.charge(account, tree.usage(node), state.nowMs);
  }
  state.pool.markAll();
  for (const job of state.jobs.values()) {
    job.entry = NO_ENTRY;
    job.avoiding = noEntries();
    for (const task of job.attempts.keys()) countTask(state, job, task, state.nowMs);
    enqueue(state, job);
  }
}
