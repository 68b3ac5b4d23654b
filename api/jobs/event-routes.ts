import type { Credential } from "../../auth/authenticator.ts";
import { setTimeout as sleep } from "node:timers/promises";
import type { Caller } from "../../auth/caller.ts";
import type { JobStanding, JournalEntry } from "../../store/store.ts";
import { CompactedError } from "../../store/store.ts";
import { withinReach } from "../context/access.ts";
import type { ApiContext } from "../context/context.ts";
import { recordDocument } from "./event-document.ts";
import { JOB_ID, optional, text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";

const HEARTBEAT_MS = 15_000;
/** How often the credential of a stream is looked at again: before anything more is said, when that long ago. */
const RECHECK_MS = 2500;

/** Where a reader is: behind record `k` of entry `n`. `k` = -1: at the beginning of the entry. */
interface Cursor {
  readonly n: number;
  readonly k: number;
}

interface Filter {
  readonly caller: Caller;
  readonly job: number | undefined;
  readonly user: string | undefined;
  readonly project: string | undefined;
}

/** A record about a job, as it is sent, and whose job it is. */
interface Told {
  readonly k: number;
  readonly job: Pick<JobStanding, "id" | "user" | "project">;
  readonly data: string;
}

export function eventRoutes(context: ApiContext): readonly Route[] {
  const told = createTold(context);
  const events = defineRoute({
    method: "GET",
    path: "/api/v2/events",
    operationId: "streamEvents",
    summary:
      "Events `job.state` as they happen, as server-sent events. `Last-Event-ID` or `after` resumes behind an event; `after=0` begins with the oldest that is kept. Delivery is at least once.",
    permission: "jobs:read",
    params: {},
    query: {
      job: optional(JOB_ID),
      user: optional(text("Only jobs of this user.", { maxLength: 255 })),
      project: optional(text("Only jobs of this project.", { maxLength: 63 })),
      after: optional(text("Cursor: the `id` of the last event that was seen, or 0.", { maxLength: 40 })),
    },
    answers: {
      200: {
        description:
          "Events with `id`, `event: job.state` and `data` (see the schema `Event`); a comment every 15 s; `event: end` with a reason before the server ends the stream.",
        mediaType: "text/event-stream",
        schema: ref("Event"),
      },
    },
    problems: ["gone_cursor", "rate_limited", "store_unavailable"],
    isStream: true,
    async handle({ caller, query, header, credential, signal }) {
      const from = query.after ?? header("last-event-id");
      const cursor =
        from === undefined ? { n: (await context.feed.head()) + 1, k: -1 } : await parseCursor(context, from);
      const { job, user, project } = query;
      context.openStream(caller, "sse", signal);
      return {
        status: 200,
        headers: { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" },
        chunks: frames(context, told, cursor, { caller, job, user, project }, credential, signal),
      };
    },
  });
  return [events];
}

/**
 * Pulled by the connection: a slow client makes this wait, never the server remember.
 */
async function* frames(
  context: ApiContext,
  told: (entry: JournalEntry) => Promise<readonly Told[]>,
  from: Cursor,
  filter: Filter,
  credential: Credential | undefined,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let cursor = from;
  let { caller } = filter;
  let checkedAtMs = context.nowMs();
  const heartbeats = new AbortController();
  const stop = AbortSignal.any([signal, heartbeats.signal]);
  // What is asked for stays asked for over heartbeats, so that no entry is fetched twice.
  let news: Promise<readonly JournalEntry[]> | undefined;
  let beat: Promise<undefined> | undefined;
  try {
    yield "retry: 2000\n\n";
    while (!signal.aborted) {
      news ??= context.feed.after(cursor.n - 1, stop);
      beat ??= heartbeat(stop);
      const entries = await Promise.race([news, beat]);
      if (context.nowMs() - checkedAtMs > RECHECK_MS) {
        checkedAtMs = context.nowMs();
        const now = await context.callerNow(credential);
        if (now === undefined) {
          yield endFrame("token_expired");
          return;
        }
        // With the rights of now; who acts for another user goes on with theirs.
        if (caller.impersonator === undefined) caller = now;
      }
      if (entries === undefined) {
        beat = undefined;
        yield ": heartbeat\n\n";
        continue;
      }
      news = undefined;
      for (const entry of entries) {
        const from = { n: entry.n, k: entry.n === cursor.n ? cursor.k : -1 };
        const isSeen = withinReach(context, caller, "jobs:read");
        const text = framesOf(await told(entry), from, filter, isSeen);
        if (text !== "") yield text;
        cursor = { n: entry.n + 1, k: -1 };
      }
    }
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    yield endFrame("gone_cursor");
  } finally {
    heartbeats.abort();
    // Nobody waits for this answer any more; the abort settles it, and its failure concerns nobody.
    news?.catch(() => undefined);
  }
}

async function heartbeat(signal: AbortSignal): Promise<undefined> {
  try {
    await sleep(HEARTBEAT_MS, undefined, { signal, ref: false });
  } catch (error) {
    if (!signal.aborted) throw error; // the loop sees the abort itself
  }
  return undefined;
}

/**
 * What entries tell, with the states of jobs when somebody first read them. Readers that are up to date share an entry:
 * for a thousand of them its jobs are looked up, and their documents made, once.
 */
function createTold({ store }: Pick<ApiContext, "store">): (entry: JournalEntry) => Promise<readonly Told[]> {
  const known = new WeakMap<JournalEntry, Promise<readonly Told[]>>();
  const read = async ({ atMs, records }: JournalEntry): Promise<readonly Told[]> => {
    const about = [...records.entries()].flatMap(([k, record]) =>
      record.type === "job" || record.type === "look" ? [{ k, record }] : [],
    );
    const standings = await store.standings([...new Set(about.map(({ record }) => record.job))]);
    const jobs = new Map(standings.map((job) => [job.id, job]));
    return about.flatMap(({ k, record }): readonly Told[] => {
      const job = jobs.get(record.job);
      if (job === undefined) return [];
      const { id, project, state, user } = job;
      const document = recordDocument({ id, status: { state } }, record, atMs);
      return [{ k, job: { id, user, project }, data: JSON.stringify(document) }];
    });
  };
  return (entry) => {
    let told = known.get(entry);
    if (told === undefined) {
      told = read(entry);
      known.set(entry, told);
      // Whoever comes next tries again.
      told.catch(() => known.delete(entry));
    }
    return told;
  };
}

/** @param from  behind this record of the entry */
function framesOf(
  told: readonly Told[],
  from: Cursor,
  filter: Filter,
  isSeen: (job: Told["job"]) => boolean,
): string {
  let text = "";
  for (const { data, job, k } of told) {
    if (k <= from.k || !isWanted(job, filter) || !isSeen(job)) continue;
    text += `id: ${from.n}.${k}\nevent: job.state\ndata: ${data}\n\n`;
  }
  return text;
}

function isWanted({ id, project, user }: Told["job"], filter: Filter): boolean {
  return (
    (filter.job === undefined || id === filter.job) &&
    (filter.user === undefined || user === filter.user) &&
    (filter.project === undefined || project === filter.project)
  );
}

/** @throws PublicError  `bad_parameter`, or `gone_cursor` when entries behind it are no longer kept */
async function parseCursor(context: ApiContext, given: string): Promise<Cursor> {
  if (given === "0") return { n: await oldest(context), k: -1 };
  const [, n, k] = /^([1-9]\d{0,15})\.(\d{1,9})$/.exec(given) ?? [];
  if (n === undefined || k === undefined) {
    throw new PublicError("bad_parameter", "The cursor of events is the `id` of one of them, or 0.", {
      extra: { parameter: "after" },
    });
  }
  try {
    await context.store.entries(Number(n) - 1, 1);
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    throw new PublicError(
      "gone_cursor",
      "Events behind this cursor are no longer kept: list the jobs, then begin anew.",
      {
        extra: { oldest: `${error.oldest}.0` },
      },
    );
  }
  return { n: Number(n), k: Number(k) };
}

async function oldest(context: ApiContext): Promise<number> {
  try {
    await context.store.entries(0, 1);
    return 1;
  } catch (error) {
    if (error instanceof CompactedError) return error.oldest;
    throw error;
  }
}

function endFrame(reason: "token_expired" | "gone_cursor"): string {
  return `event: end\ndata: ${JSON.stringify({ reason })}\n\n`;
}
