import type { NewJob } from "../../jobs/life/job.ts";
import { usageOf } from "../../jobs/life/usage.ts";
import { taskCount } from "../../jobs/spec/spec.ts";
import { jobKey } from "../../store/projection.ts";
import type { JournalRecord, Store } from "../../store/store.ts";
import type { OldAccounts } from "./accounts.ts";
import { endedJob, type Mapping } from "./ended-job.ts";
import { documentsOf, endedJobs, placeKey, type OldJob } from "./ended-units.ts";
import type { OldDatabase } from "./old-database.ts";
import { at, textOf, type OldDocument } from "./old-values.ts";
import { pendingJob, type SiteRulesOfImport } from "./pending-job.ts";
import { createRemarks, type ImportReport, type RunningTask } from "./report.ts";
import { takenOver, type Writing } from "./target.ts";
import type { OldIndex, OldPhase, OldUnit } from "./units.ts";

export interface ImportRunOptions {
  readonly old: OldDatabase;
  readonly index: OldIndex;
  readonly accounts: OldAccounts;
  readonly store: Store;
  readonly rules: SiteRulesOfImport;
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
const HOUR_MS = 3_600_000;

const GONE = "it is gone meanwhile";
const NUMBER_TAKEN = "another job has its number here";

/** Carries over what is in the old database, phase by phase, and counts what becomes of it. */
export class ImportRun {
  readonly #options: ImportRunOptions;
  readonly #left = createRemarks();
  readonly #changed = createRemarks();
  readonly #running: RunningTask[] = [];
  readonly #count = { ended: 0, arrayTasks: 0, endedThere: 0, cpuMilliMs: 0, pending: 0, pendingThere: 0 };
  #done = 0;
  #isComplete = false;

  constructor(options: ImportRunOptions) {
    this.#options = options;
    for (const id of options.index.twice)
      this.#changed.add("it was there twice; the one that ended counts", id);
  }

  /** @param writing  `undefined`: nothing is written */
  async everything(writing: Writing | undefined): Promise<void> {
    this.#isComplete = (await this.#ended(writing)) && (await this.#pending(writing));
    await this.#runningTasks();
    await this.#unknownTasks();
  }

  report(seconds: number): ImportReport {
    const { accounts, dryRun, index, old } = this.#options;
    const count = this.#count;
    return {
      from: old.where,
      dryRun,
      complete: this.#isComplete,
      tasks: index.tasks,
      ended: {
        jobs: count.ended,
        arrayTasks: count.arrayTasks,
        alreadyThere: count.endedThere,
        cpuHours: Math.round((count.cpuMilliMs / 1000 / HOUR_MS) * 100) / 100,
      },
      pending: { jobs: count.pending, alreadyThere: count.pendingThere },
      running: this.#running,
      accounts: { users: accounts.users.length, projects: accounts.projects.length },
      left: [
        ...this.#left.list(),
        ...index.withoutId.map((what) => ({
          why: `a document has no id that a job could have: ${what}`,
          jobs: [],
        })),
      ],
      changed: this.#changed.list(),
      notes: accounts.notes,
      written: [],
      seconds,
    };
  }

  /** Ended jobs: journal entries, each of them whole or not there. @returns whether all were looked at */
  async #ended(writing: Writing | undefined): Promise<boolean> {
    const { index, nowMs, old, progress, signal, store } = this.#options;
    const mapping = { nowMs: nowMs(), epoch: writing?.epoch ?? 1 };
    let [records, bytes]: [JournalRecord[], number] = [[], 0];
    const flush = async (): Promise<void> => {
      if (records.length > 0) await writing?.append(records);
      [records, bytes] = [[], 0];
    };
    for await (const jobs of endedJobs(old, index)) {
      if (this.#isStopped(writing)) break;
      const there = new Map((await store.newJobs(jobs.map(({ id }) => id))).map((job) => [job.id, job]));
      for (const job of jobs) {
        this.#done += 1 + (job.elements?.length ?? 0);
        const made = this.#recordOf(job, there.get(job.id), mapping);
        if (made === undefined) continue;
        records.push(made.record);
        bytes += made.bytes;
        if (records.length >= JOBS_PER_ENTRY || bytes >= BYTES_PER_ENTRY) await flush();
      }
      progress(this.#done, index.tasks);
    }
    await flush();
    return !signal.aborted;
  }

  /** @returns `undefined` for a job that is there already, or is left */
  #recordOf(
    { elements, id, remark, task }: OldJob,
    known: NewJob | undefined,
    mapping: Mapping,
  ): { readonly record: JournalRecord; readonly bytes: number } | undefined {
    if (task === undefined) return this.#leave(GONE, id);
    const made = endedJob(id, task, elements, mapping);
    if (!made.ok) return this.#leave(made.why, id);
    if (known !== undefined && !isSame(known, made.body)) return this.#leave(NUMBER_TAKEN, id);
    const count = this.#count;
    if (known !== undefined) {
      count.endedThere += 1;
      return undefined;
    }
    if (remark !== undefined) this.#changed.add(remark, id);
    for (const why of new Set(made.changed)) this.#changed.add(why, id);
    count.ended += 1;
    count.arrayTasks += elements?.length ?? 0;
    const { body, status, attempts } = made;
    for (const attempt of attempts) count.cpuMilliMs += usageOf(attempt)?.cpuMilliMs ?? 0;
    return {
      record: { type: "job", job: id, event: { type: "imported", body, status, attempts } },
      bytes: (body.spec.script?.length ?? 0) + ATTEMPT_BYTES * (2 + attempts.length),
    };
  }

  /** @returns whether all were looked at */
  async #pending(writing: Writing | undefined): Promise<boolean> {
    const { dryRun, index, old, signal, store } = this.#options;
    let waiting: NewJob[] = [];
    const flush = async (): Promise<void> => {
      if (!dryRun && waiting.length > 0)
        await store.submit(waiting.map((job) => ({ kind: "job", key: jobKey(job.id), job })));
      waiting = [];
    };
    const byNow = dryRun ? idsOfEnded(index) : new Set<number>();
    for await (const units of batches(index, "pending")) {
      if (this.#isStopped(writing)) break;
      const documents = await documentsOf(old, units);
      for (const unit of units) {
        const task = documents.get(placeKey(unit.task));
        if (task === undefined) {
          this.#leave(GONE, unit.task.id);
          continue;
        }
        const parents = at(task, "requirements", "tasks") ?? [];
        if (!Array.isArray(parents) || parents.length > 0) await flush(); // they must be there to be found
        const job = await this.#waitingJob(unit, task, byNow);
        if (job === undefined) continue;
        waiting.push(job);
        if (dryRun) for (const { id } of [unit.task, ...unit.children]) byNow.add(id);
      }
      await flush();
      this.#advance(units);
    }
    return !signal.aborted;
  }

  /**
   * @param byNow  of a dry run: what would be there by now, were it written
   * @returns `undefined` for a job that is there already, or is left
   */
  async #waitingJob(
    unit: OldUnit,
    task: OldDocument,
    byNow: ReadonlySet<number>,
  ): Promise<NewJob | undefined> {
    const { dryRun, rules, store } = this.#options;
    const { id } = unit.task;
    const known = await store.job(id);
    const isThere = (parent: number) => byNow.has(parent);
    const made = await pendingJob(unit, task, rules, { store, ...(dryRun ? { isThere } : {}) });
    if (known !== undefined) {
      if (known.source !== "legacy" || (made.ok && !isSame(known, made.job)))
        return this.#leave(NUMBER_TAKEN, id);
      this.#count.pendingThere += 1;
      return undefined;
    }
    if (!made.ok) return this.#leave(made.why, id);
    for (const why of made.changed) this.#changed.add(why, id);
    this.#count.pending += 1;
    return made.job;
  }

  async #runningTasks(): Promise<void> {
    const { index, old } = this.#options;
    for await (const units of batches(index, "running")) {
      const documents = await documentsOf(old, units);
      for (const { children, task: own } of units) {
        const alive = [own, ...children].filter(({ phase }) => phase !== "ended");
        for (const place of alive) {
          const task = documents.get(placeKey(place));
          this.#running.push({
            id: place.id,
            node: textOf(at(task, "container", "meta", "Node", "Name")) ?? "",
            container: textOf(at(task, "container", "id")) ?? "",
          });
        }
        if (alive.length <= children.length)
          this.#leave("tasks of it have ended, but not all: it comes with the last of them", own.id);
      }
      this.#advance(units);
    }
  }

  async #unknownTasks(): Promise<void> {
    for await (const units of batches(this.#options.index, "unknown")) {
      for (const { task, children } of units)
        for (const { id, phase, collection, primary } of [task, ...children])
          this.#leave(
            phase === "unknown"
              ? `its state "${primary}" in ${collection} is none of GoDocker 1.x`
              : "another task of its array is in a state that GoDocker 1.x does not have",
            id,
          );
      this.#advance(units);
    }
  }

  #leave(why: string, id: number): undefined {
    this.#left.add(why, id);
  }

  #isStopped(writing: Writing | undefined): boolean {
    if (writing?.signal.aborted === true) throw takenOver();
    return this.#options.signal.aborted;
  }

  #advance(units: readonly OldUnit[]): void {
    this.#done += units.reduce((sum, { children }) => sum + 1 + children.length, 0);
    this.#options.progress(this.#done, this.#options.index.tasks);
  }
}

async function* batches(index: OldIndex, phase: OldPhase): AsyncGenerator<readonly OldUnit[]> {
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

function idsOfEnded(index: OldIndex): Set<number> {
  const ids = new Set<number>();
  for (const { phase, task, children } of index.units())
    if (phase === "ended") for (const { id } of [task, ...children]) ids.add(id);
  return ids;
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
