import type { AccountBook } from "../../api/godocker-1/frame/account-book.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import { taskCount } from "../../jobs/spec/spec.ts";
import { usageOf } from "../../jobs/life/usage.ts";
import { jobKey } from "../../store/projection.ts";
import type { JournalRecord, Store } from "../../store/store.ts";
import { StartError } from "../settings/settings.ts";
import { keepAccounts, type OldAccounts } from "./accounts.ts";
import { endedJob } from "./ended-job.ts";
import { documentsOf, endedJobs, placeKey } from "./ended-units.ts";
import type { OldDatabase } from "./old-database.ts";
import { at, numberOf, textOf } from "./old-values.ts";
import { pendingJob, type SiteRulesOfImport } from "./pending-job.ts";
import { createRemarks, type ImportReport, type RunningTask } from "./report.ts";
import { takenOver, whileNobodyLeads, type Writing } from "./target.ts";
import type { OldIndex, OldPhase, OldUnit } from "./units.ts";

export interface ImportOptions {
  readonly old: OldDatabase;
  readonly index: OldIndex;
  readonly accounts: OldAccounts;
  readonly store: Store;
  readonly book: AccountBook;
  readonly rules: SiteRulesOfImport;
  /** Names this process in the journal. */
  readonly instance: string;
  readonly dryRun: boolean;
  readonly nowMs: () => number;
  /** Ends the import after the batch that is under way. */
  readonly signal: AbortSignal;
  readonly progress: (done: number, of: number) => void;
}

/** So many jobs are one entry of the journal, unless their scripts are long. */
const JOBS_PER_ENTRY = 300;
const BYTES_PER_ENTRY = 1024 * 1024;
/** Of an attempt, about. */
const ATTEMPT_BYTES = 500;
/** Units whose documents are read at once, and documents read at once. */
const UNITS_READ = 200;
const DOCUMENTS_READ = 1000;
/** What was reserved, so that a second run knows the numbers for its own. */
const RESERVED = "import/godocker-1";
const HOUR_MS = 3_600_000;

/** @throws StartError  when the numbers of old jobs are in use, or a scheduler is at work; nothing was written then */
export async function runImport(options: ImportOptions): Promise<ImportReport> {
  const begunMs = options.nowMs();
  const run = createRun(options);
  await refuseTakenIds(options);
  if (options.dryRun) await run.everything(undefined);
  else
    await whileNobodyLeads(options.store, options.instance, options.nowMs, async (writing) => {
      await reserveIds(options);
      await run.everything(writing);
      await keepAccounts(options.accounts, options.book);
    });
  return run.report(Math.round((options.nowMs() - begunMs) / 100) / 10);
}

function createRun({ old, index, accounts, store, rules, dryRun, nowMs, signal, progress }: ImportOptions) {
  const [left, changed] = [createRemarks(), createRemarks()];
  const running: RunningTask[] = [];
  const count = { ended: 0, arrayTasks: 0, endedThere: 0, cpuMilliMs: 0, pending: 0, pendingThere: 0 };
  let [done, isComplete] = [0, false];
  for (const id of index.twice) changed.add("it was there twice; the one that ended counts", id);

  const stopped = (writing: Writing | undefined): boolean => {
    if (writing?.signal.aborted === true) throw takenOver();
    return signal.aborted;
  };
  const advance = (units: readonly OldUnit[]): void => {
    done += units.reduce((sum, { children }) => sum + 1 + children.length, 0);
    progress(done, index.tasks);
  };

  async function* batches(phase: OldPhase): AsyncGenerator<readonly OldUnit[]> {
    let batch: OldUnit[] = [];
    let documents = 0;
    for (const unit of index.units()) {
      if (unit.phase !== phase) continue;
      batch.push(unit);
      documents += 1 + unit.children.length;
      if (batch.length < UNITS_READ && documents < DOCUMENTS_READ) continue;
      yield batch;
      [batch, documents] = [[], 0];
    }
    if (batch.length > 0) yield batch;
  }

  /** Ended jobs: journal entries, each of them whole or not there. */
  async function ended(writing: Writing | undefined): Promise<boolean> {
    const mapping = { nowMs: nowMs(), epoch: writing?.epoch ?? 1 };
    let [records, bytes]: [JournalRecord[], number] = [[], 0];
    const flush = async (): Promise<void> => {
      if (records.length > 0) await writing?.append(records);
      [records, bytes] = [[], 0];
    };
    for await (const jobs of endedJobs(old, index)) {
      if (stopped(writing)) break;
      const there = new Map((await store.newJobs(jobs.map(({ id }) => id))).map((job) => [job.id, job]));
      for (const { id, task, elements, remark } of jobs) {
        done += 1 + (elements?.length ?? 0);
        if (task === undefined) {
          left.add("it is gone meanwhile", id);
          continue;
        }
        const made = endedJob(id, task, elements, mapping);
        if (!made.ok) {
          left.add(made.why, id);
          continue;
        }
        const known = there.get(id);
        if (known !== undefined) {
          if (isSame(known, made.body)) count.endedThere += 1;
          else left.add("another job has its number here", id);
          continue;
        }
        if (remark !== undefined) changed.add(remark, id);
        for (const why of new Set(made.changed)) changed.add(why, id);
        const { body, status, attempts } = made;
        records.push({ type: "job", job: id, event: { type: "imported", body, status, attempts } });
        bytes += (body.spec.script?.length ?? 0) + ATTEMPT_BYTES * (2 + attempts.length);
        count.ended += 1;
        count.arrayTasks += elements?.length ?? 0;
        for (const attempt of attempts) count.cpuMilliMs += usageOf(attempt)?.cpuMilliMs ?? 0;
        if (records.length >= JOBS_PER_ENTRY || bytes >= BYTES_PER_ENTRY) await flush();
      }
      progress(done, index.tasks);
    }
    await flush();
    return !signal.aborted;
  }

  async function pending(writing: Writing | undefined): Promise<boolean> {
    let waiting: NewJob[] = [];
    const flush = async (): Promise<void> => {
      if (!dryRun && waiting.length > 0)
        await store.submit(waiting.map((job) => ({ kind: "job", key: jobKey(job.id), job })));
      waiting = [];
    };
    // Of what would be there by now, were it written.
    const byNow = new Set<number>();
    if (dryRun)
      for (const { phase, task, children } of index.units())
        if (phase === "ended") for (const { id } of [task, ...children]) byNow.add(id);
    for await (const units of batches("pending")) {
      if (stopped(writing)) break;
      const documents = await documentsOf(old, units);
      for (const unit of units) {
        const { id } = unit.task;
        const task = documents.get(placeKey(unit.task));
        if (task === undefined) {
          left.add("it is gone meanwhile", id);
          continue;
        }
        const parents = at(task, "requirements", "tasks") ?? [];
        if (!Array.isArray(parents) || parents.length > 0) await flush(); // they must be there to be found
        const known = await store.job(id);
        const isThere = (parent: number) => byNow.has(parent);
        const made = await pendingJob(unit, task, rules, { store, ...(dryRun ? { isThere } : {}) });
        if (known !== undefined && (!made.ok || isSame(known, made.job))) {
          if (known.source === "legacy") count.pendingThere += 1;
          else left.add("another job has its number here", id);
          continue;
        }
        if (!made.ok) {
          left.add(made.why, id);
          continue;
        }
        if (known !== undefined) {
          left.add("another job has its number here", id);
          continue;
        }
        for (const why of made.changed) changed.add(why, id);
        waiting.push(made.job);
        if (dryRun) for (const each of [unit.task, ...unit.children]) byNow.add(each.id);
        count.pending += 1;
      }
      await flush();
      advance(units);
    }
    return !signal.aborted;
  }

  async function others(): Promise<void> {
    for await (const units of batches("running")) {
      const documents = await documentsOf(old, units);
      for (const unit of units) {
        const alive = [unit.task, ...unit.children].filter(({ phase }) => phase !== "ended");
        for (const place of alive) {
          const task = documents.get(placeKey(place));
          running.push({
            id: place.id,
            node: textOf(at(task, "container", "meta", "Node", "Name")) ?? "",
            container: textOf(at(task, "container", "id")) ?? "",
          });
        }
        if (alive.length <= unit.children.length)
          left.add("tasks of it have ended, but not all: it comes with the last of them", unit.task.id);
      }
      advance(units);
    }
    for await (const units of batches("unknown")) {
      for (const { task, children } of units)
        for (const { id, phase, collection, primary } of [task, ...children])
          left.add(
            phase === "unknown"
              ? `its state "${primary}" in ${collection} is none of GoDocker 1.x`
              : "another task of its array is in a state that GoDocker 1.x does not have",
            id,
          );
      advance(units);
    }
  }

  return {
    async everything(writing: Writing | undefined): Promise<void> {
      isComplete = (await ended(writing)) && (await pending(writing));
      await others();
    },
    report: (seconds: number): ImportReport => ({
      from: old.where,
      dryRun,
      complete: isComplete,
      tasks: index.tasks,
      ended: {
        jobs: count.ended,
        arrayTasks: count.arrayTasks,
        alreadyThere: count.endedThere,
        cpuHours: Math.round((count.cpuMilliMs / 1000 / HOUR_MS) * 100) / 100,
      },
      pending: { jobs: count.pending, alreadyThere: count.pendingThere },
      running,
      accounts: { users: accounts.users.length, projects: accounts.projects.length },
      left: [
        ...left.list(),
        ...index.withoutId.map((what) => ({
          why: `a document has no id that a job could have: ${what}`,
          jobs: [],
        })),
      ],
      changed: changed.list(),
      notes: accounts.notes,
      written: [],
      seconds,
    }),
  };
}

/** What cannot change by the time that passes between two imports. */
function isSame(there: NewJob, here: NewJob): boolean {
  return (
    there.source === "legacy" &&
    there.user === here.user &&
    there.spec.script === here.spec.script &&
    there.legacy?.name === here.legacy?.name &&
    taskCount(there.spec.array) === taskCount(here.spec.array)
  );
}

/** @throws StartError  when jobs of this store, which no import brought, have numbers that old ones have */
async function refuseTakenIds({ index, store }: ImportOptions): Promise<void> {
  if ((await store.kept(RESERVED)) !== undefined) return; // what is different now is told job by job
  const taken: number[] = [];
  const filter = { kind: "number", field: "id", op: "<=", value: index.largestId } as const;
  const sort = [{ field: "id", descending: false }] as const;
  for (const { id, spec } of await store.jobs({ filter, sort, limit: 1000 })) {
    const last = spec.array === undefined ? id : id + taskCount(spec.array);
    for (let own = id; own <= last; own += 1)
      if (index.has(own)) {
        taken.push(id);
        break;
      }
  }
  if (taken.length === 0) return;
  throw new StartError(
    `jobs of this store have numbers that jobs of the old database have: ${taken.slice(0, 20).join(", ")}${taken.length > 20 ? ", …" : ""}. ` +
      "Jobs keep their numbers, so import into a store of its own: name a new one in store.url, before anything is submitted there",
    { exitCode: 7 },
  );
}

/** Nobody gets a number up to the largest old one from now on. */
async function reserveIds({ index, store, old }: ImportOptions): Promise<void> {
  const kept = await store.kept(RESERVED);
  const before: unknown = kept === undefined ? undefined : JSON.parse(kept.body);
  const reserved = numberOf(at(before, "upTo")) ?? 0;
  if (index.largestId > reserved) {
    const first = await store.takeIds(1);
    if (first < index.largestId) await store.takeIds(index.largestId - first);
  }
  const body = JSON.stringify({ upTo: Math.max(reserved, index.largestId), from: old.where });
  if (body !== kept?.body) await store.keep(RESERVED, kept?.revision, body);
}
