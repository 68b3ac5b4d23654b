import type { Parent } from "../jobs/life/job.ts";
import { formatDuration } from "../resources/units.ts";
import { RESOURCE_KINDS, type ResourceKind, type ResourceVector } from "../resources/vector.ts";
import { amounts, bare, collected, minutes, only, shortNumber, timeOfDay, UNITS } from "./amount-words.ts";
import {
  AHEAD_MAX,
  type Cause,
  type Change,
  type Explanation,
  type QuotaCause,
  type Refusal,
} from "./explanation.ts";
import { obstacleWords } from "./obstacle-words.ts";

/** The explanation for people: one sentence a cause, the one that keeps the job longest first. */
export function sentences(explanation: Explanation): readonly string[] {
  return explanation.causes.map((cause) => sentence(cause, explanation.atMs));
}

/** What alone would let it start, if anything would. */
export function changeSentences({ changes = [] }: Explanation): readonly string[] {
  return changes.length === 0 ? [] : [`it could start ${changes.map(changeWords).join(", or ")}`];
}

/** Completes "it could start …". */
function changeWords(change: Change): string {
  switch (change.kind) {
    case "room": {
      const { hostname, more, ports = 0 } = change;
      const kinds = RESOURCE_KINDS.filter((kind) => more[kind] > 0);
      const words = [
        ...(kinds.length === 0 ? [] : [moreOf(more, kinds)]),
        ...(ports === 0 ? [] : [ports === 1 ? "1 more host port" : `${ports} more host ports`]),
      ];
      return `with ${words.join(" and ")} free on ${hostname}`;
    }
    case "time_limit":
      return `with a time limit of at most ${formatDuration(change.limitMs / 1000)} on ${change.hostname}`;
    case "quota": {
      const { limit, more, of } = change;
      const isNumber = of === "tasks" || of === "jobs";
      const what = isNumber
        ? `${more} more ${more === 1 ? of.slice(0, -1) : of}`
        : moreOf(only(of, more), [of]);
      const whole = isNumber ? String(limit) : bare(of, only(of, limit));
      return `if ${ownerOf(change)} might have ${what} at once (${whole})`;
    }
    case "licence":
      return `with ${change.more} more ${change.more === 1 ? "licence" : "licences"} of ${change.name}`;
    default:
      return change satisfies never;
  }
}

/** `2 more CPUs and 3 GiB more memory`. */
function moreOf(vector: ResourceVector, kinds: readonly ResourceKind[]): string {
  return kinds
    .map((kind) => {
      const unit = UNITS[kind];
      const word = vector[kind] === unit.one ? unit.singular : unit.plural;
      return `${bare(kind, vector)} more ${word}`;
    })
    .join(" and ");
}

function sentence(cause: Cause, atMs: number): string {
  switch (cause.kind) {
    case "held":
      return heldSentence(cause);
    case "suspended":
      return cause.by === "admin"
        ? "it is suspended by an administrator, who can resume it"
        : "it is suspended; `godocker resume` lets it go on";
    case "begin_time":
      return `it may not start before ${timeOfDay(cause.atMs, atMs)}`;
    case "dependencies": {
      const named = cause.waitingFor.map(
        ({ on, state, ...parent }) => `${parentWords(parent)} (${state}) to ${ON_WORDS[on]}`,
      );
      const more = cause.total - cause.waitingFor.length;
      return `it waits for ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
    }
    case "backoff":
      return `${tasks(cause.tasks)} failed and will be tried again in ${Math.max(1, Math.ceil((cause.untilMs - atMs) / 1000))} s`;
    case "throttle":
      return `the array runs at most ${cause.maxConcurrent} tasks at once, and ${cause.live} are under way`;
    case "quota":
      return quotaSentence(cause, atMs);
    case "borrowing": {
      const words = quotaSentence({ ...cause, kind: "quota", asks: 0 }, atMs);
      return `${words.replace(/;.*$/, "")}, and others who have less than theirs go first (a soft limit)`;
    }
    case "licence": {
      const { asks, inUse, kept = 0, name, total } = cause;
      const inUseWords = `${inUse} of ${total} licences of ${name} ${inUse === 1 ? "is" : "are"} in use`;
      const keptWords =
        kept === 0 ? "" : `, ${kept} ${kept === 1 ? "is" : "are"} kept for jobs that went without`;
      return `${inUseWords}${keptWords}${asks === 1 ? "" : `, and it asks for ${asks}`}`;
    }
    case "backend_down":
      return `the cluster "${cause.backend}" has not been reachable for ${Math.max(0, Math.round((atMs - cause.sinceMs) / 1000))} s (${cause.cause})`;
    case "no_agents":
      return `the cluster "${cause.backend}" has no agents`;
    case "never_fits": {
      const others = cause.refusals === undefined ? "" : ` (${countsOf(cause.refusals, atMs)})`;
      return (
        `it asks for ${amounts(cause.need, cause.nearest.lacking)}, more than ${anyOf(cause.agents)} has; ` +
        `the nearest is ${cause.nearest.hostname} with ${amounts(cause.nearest.has, cause.nearest.lacking)}${others}`
      );
    }
    case "no_match":
      return `no agent is of a kind that it may use (${agents(cause.agents)}: ${countsOf(cause.refusals, atMs)})`;
    case "no_room": {
      const { nearest, ports, refusals } = cause;
      const counts = `(${agents(cause.agents)}: ${countsOf(refusals, atMs)})`;
      if (nearest.lacking.length > 0) {
        return (
          `it asks for ${amounts(cause.need, nearest.lacking)}; the nearest is ${nearest.hostname}, ` +
          `with ${amounts(nearest.has, nearest.lacking)} free ${counts}`
        );
      }
      return ports === undefined || !refusals.some((one) => one.lacking === "ports")
        ? `${nearest.hostname} has room for it, and may not be used now ${counts}`
        : `it asks for ${ports === 1 ? "a host port" : `${ports} host ports`} ${counts}`;
    }
    case "maintenance": {
      const whose =
        cause.agents === 1 ? `${cause.hostname}, which has room, goes` : "the agents with room go";
      const limit = `${cause.assumed ? "the assumed " : "its limit of "}${formatDuration(Math.ceil(cause.limitMs / 1000))}`;
      return `${whose} away at ${timeOfDay(cause.startMs, atMs)}, before ${limit} would end`;
    }
    case "routing":
      return `it waits for ${cause.open.join(" or ")} until ${timeOfDay(cause.atMs, atMs)}, then ${cause.next.join(" or ")} may take it, too`;
    case "reserving":
      return reservingSentence(cause, atMs);
    case "gang":
      return gangSentence(cause, atMs);
    case "turn": {
      const first = [
        ...(cause.aheadInAccount > 0 ? [`${upToMost(cause.aheadInAccount)} of your own jobs`] : []),
        ...(cause.accountsAhead > 0 ? [aheadWords(cause)] : []),
      ];
      return first.length === 0
        ? "it is next: an offer is on its way"
        : `before it go ${first.join(" and ")}`;
    }
    default:
      return cause satisfies never;
  }
}

function heldSentence({ by, unmet = [] }: Extract<Cause, { readonly kind: "held" }>): string {
  if (by === "admin") return "it is held by an administrator, who can release it";
  const release = "`godocker release` lets it go";
  if (by === "user" || unmet.length === 0) return `it is held; ${release}`;
  return `it is held because ${unmet.map(parentWords).join(", ")} did not end as it should; ${release} all the same`;
}

function ownerOf({ project, user }: Pick<QuotaCause, "project" | "user">): string {
  if (project === undefined) return user === undefined ? "the site" : `${user} in all projects`;
  return user === undefined ? `the project ${project}` : `${user} in the project ${project}`;
}

function quotaSentence(cause: QuotaCause, atMs: number): string {
  const { asks, limit, of, untilMs, used } = cause;
  const who = ownerOf(cause);
  switch (of) {
    case "cpuHours":
    case "gpuHours": {
      const hours = `${shortNumber(limit)} ${of === "cpuHours" ? "CPU" : "GPU"} hours`;
      const when = untilMs === undefined ? "" : `; the next begin at ${timeOfDay(untilMs, atMs)}`;
      return limit === 0
        ? `${who} has no ${hours.slice(2)}`
        : `${who} has used up its ${hours} (${shortNumber(used)})${when}`;
    }
    case "jobs":
      return `${who} may run ${atOnce(limit, "job")}, and ${used} ${used === 1 ? "is" : "are"} under way${keptWords(cause)}`;
    case "tasks":
      return `${who} may run ${atOnce(limit, "task")}, and ${used} ${used === 1 ? "is" : "are"} under way${asks > 1 ? `; its ${asks} tasks start together` : ""}${keptWords(cause)}`;
    default: {
      const has = bare(of, only(of, used));
      return `${who} may have ${amounts(only(of, limit), [of])} at once and has ${has}; it asks for ${bare(of, only(of, asks))}${keptWords(cause)}`;
    }
  }
}

/** What of a limit is kept for those who were passed over. */
function keptWords({ asks, kept = 0, keptFor, limit, of, ownSinceMs, used }: QuotaCause): string {
  const amountOf = (amount: number) =>
    of === "tasks" || of === "jobs" || of === "cpuHours" || of === "gpuHours"
      ? String(amount)
      : amounts(only(of, amount), [of]);
  const ofOthers =
    kept === 0 ? "" : `; ${amountOf(kept)} of these are kept for job ${keptFor}, which was passed over`;
  const own =
    ownSinceMs === undefined
      ? ""
      : `; that is kept for it, and ${amountOf(used + kept + asks - limit)} in use must end first`;
  return `${ofOthers}${own}`;
}

function atOnce(limit: number, what: "task" | "job"): string {
  return limit === 0 ? `no ${what}s` : limit === 1 ? `one ${what} at once` : `${limit} ${what}s at once`;
}

function parentWords({ index, job }: Parent): string {
  return index === undefined ? `job ${job}` : `task ${index} of job ${job}`;
}

const ON_WORDS = { success: "succeed", end: "end", failure: "fail" } as const;

function reservingSentence(cause: Extract<Cause, { readonly kind: "reserving" }>, atMs: number): string {
  const { briefMs, hostname, need, reserved, startMs } = cause;
  const done = `node ${hostname} is being emptied for it: ${collected(need, reserved)} so far`;
  if (startMs === undefined) return done;
  const others = briefMs === undefined ? "" : `; jobs of at most ${minutes(briefMs)} may use it before that`;
  return `${done}; it gets ${hostname} about ${timeOfDay(startMs, atMs)}${others}`;
}

function gangSentence(cause: Extract<Cause, { readonly kind: "gang" }>, atMs: number): string {
  const { agents: kept, ending, fit, startMs, tasks: all, uniform } = cause;
  if (ending !== undefined)
    return `its tasks start together: ${ending === 1 ? "one of them has" : `${ending} of them have`} yet to end`;
  const where = uniform === undefined ? "" : ` on agents of one ${uniform}`;
  const now = `its ${all} tasks start together${where}: ${fit} of ${all} tasks would fit now`;
  if (kept === undefined) return now;
  const when = startMs === undefined ? "" : `, which it gets about ${timeOfDay(startMs, atMs)}`;
  return `${now}; room is kept for it on ${agents(kept)}${when}`;
}

function countsOf(refusals: readonly Refusal[], atMs: number): string {
  return refusals.map((refusal) => `${refusal.agents} ${obstacleWords(refusal, atMs)}`).join(", ");
}

function anyOf(count: number): string {
  return count === 1 ? "the only agent" : `any of ${count} agents`;
}
function agents(count: number): string {
  return count === 1 ? "1 agent" : `${count} agents`;
}
function tasks(count: number): string {
  return count === 1 ? "a task" : `${count} tasks`;
}
function accounts(count: number): string {
  return count === 1 ? "another account" : `${upToMost(count)} other accounts`;
}

/** Without a gap it is not usage that decides. */
function aheadWords({ accountsAhead, gap }: Extract<Cause, { readonly kind: "turn" }>): string {
  const who = accounts(accountsAhead);
  if (gap === undefined) return who;
  const ahead = gap < 0.001 ? "less than 0.1 %" : `${shortNumber(100 * gap)} %`;
  const first = accountsAhead === 1 ? "" : "the first ";
  return `${who} with less usage (${first}by ${ahead} of the site)`;
}

/** Those who go first are not counted further. */
function upToMost(count: number): string {
  return count < AHEAD_MAX ? `${count}` : `${AHEAD_MAX} or more`;
}
