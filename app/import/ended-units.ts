import type { OldElement } from "./ended-job.ts";
import type { OldCollection, OldDatabase } from "./old-database.ts";
import { OLD_COLLECTIONS } from "./old-database.ts";
import { at, idOf, numberOf, type OldDocument } from "./old-values.ts";
import type { OldIndex, OldUnit } from "./units.ts";

/** What becomes one job. */
export interface OldJob {
  readonly id: number;
  /** `undefined`: it is gone since the database was looked through. */
  readonly task: OldDocument | undefined;
  /** Of an array. */
  readonly elements: readonly OldElement[] | undefined;
  readonly remark?: string;
}

/** The tasks of an array come over by one record: larger ones come job by job. */
const ARRAY_MAX = 5000;
const JOBS_READ = 200;
/** Documents asked for by name at once. */
const DOCUMENTS_READ = 1000;

/**
 * All that has ended, some at a time, as the database tells it. Of arrays whose tasks are not all read yet what is
 * needed is kept, and no scripts.
 */
export async function* endedJobs(old: OldDatabase, index: OldIndex): AsyncGenerator<readonly OldJob[]> {
  const open = new Map<number, { readonly unit: OldUnit; readonly documents: Map<string, OldDocument> }>();
  let jobs: OldJob[] = [];
  for (const collection of OLD_COLLECTIONS) {
    for await (const { key, task } of old.all(collection)) {
      const id = idOf(task["id"]);
      const unit = id === undefined ? undefined : index.unitOf(id);
      if (id === undefined || unit?.phase !== "ended") continue;
      const place = placeIn(unit, id);
      // One that is there twice, or came since.
      if (place?.key !== key || place.collection !== collection) continue;
      if (!isOneJob(unit)) jobs.push(singleJob(id, task, unit));
      else {
        const known = open.get(unit.task.id) ?? { unit, documents: new Map<string, OldDocument>() };
        open.set(unit.task.id, known);
        known.documents.set(placeKey(place), id === unit.task.id ? task : elementOnly(task));
        if (known.documents.size > unit.children.length) {
          open.delete(unit.task.id);
          jobs.push(...(await arrayJobs(old, unit, known.documents)));
        }
      }
      if (jobs.length < JOBS_READ) continue;
      yield jobs;
      jobs = [];
    }
  }
  for (const { unit, documents } of open.values()) jobs.push(...(await arrayJobs(old, unit, documents)));
  if (jobs.length > 0) yield jobs;
}

function placeIn({ task, children }: OldUnit, id: number) {
  if (task.id === id) return task;
  const usual = children[id - task.id - 1];
  return usual?.id === id ? usual : children.find((child) => child.id === id);
}

/** An array is one job where its tasks have the ids behind its own; else each of them is a job. */
function isOneJob({ task, children }: OldUnit): boolean {
  return (
    children.length > 0 &&
    children.length <= ARRAY_MAX &&
    children.every(({ id }, element) => id === task.id + 1 + element)
  );
}

function singleJob(id: number, task: OldDocument, { children, isOrphan }: OldUnit): OldJob {
  const job = { id, task, elements: undefined };
  if (isOrphan)
    return { ...job, remark: "it was the task of an array that is not there any more: it comes as a job" };
  return children.length === 0 ? job : { ...job, remark: APART };
}

const APART = "it was of an array whose tasks do not have the numbers behind its own: it comes as a job";

/** What is kept of a task of an array, which has all else of the array. */
function elementOnly({ id, date, status, requirements, container }: OldDocument): OldDocument {
  const [node, state] = [at(container, "meta", "Node"), at(container, "meta", "State", "ExitCode")];
  return {
    id,
    date,
    status,
    requirements: { array: at(requirements, "array") },
    container: { meta: { Node: node, State: { ExitCode: state } } },
  };
}

async function arrayJobs(
  old: OldDatabase,
  unit: OldUnit,
  documents: ReadonlyMap<string, OldDocument>,
): Promise<readonly OldJob[]> {
  const { task, children } = unit;
  const elements = children.flatMap((child): readonly OldElement[] => {
    const element = documents.get(placeKey(child));
    const index = numberOf(at(element, "requirements", "array", "task_id"));
    return element === undefined || index === undefined ? [] : [{ index, task: element }];
  });
  const ascends = elements.every(
    ({ index }, place) =>
      Number.isSafeInteger(index) && index >= 0 && index > (elements[place - 1]?.index ?? -1),
  );
  if (ascends && elements.length === children.length)
    return [{ id: task.id, task: documents.get(placeKey(task)), elements }];
  const whole = await documentsOf(old, [unit]);
  return [task, ...children].map((place) => ({
    id: place.id,
    task: whole.get(placeKey(place)),
    elements: undefined,
    remark: "it was of an array whose tasks do not say which they are: it comes as a job",
  }));
}

export function placeKey({
  collection,
  key,
}: {
  readonly collection: OldCollection;
  readonly key: string;
}): string {
  return `${collection}/${key}`;
}

export async function documentsOf(
  old: OldDatabase,
  units: readonly OldUnit[],
): Promise<ReadonlyMap<string, OldDocument>> {
  const found = new Map<string, OldDocument>();
  const places = units.flatMap(({ task, children }) => [task, ...children]);
  for (const [collection, own] of Map.groupBy(places, (place) => place.collection)) {
    for (let from = 0; from < own.length; from += DOCUMENTS_READ) {
      const keys = own.slice(from, from + DOCUMENTS_READ).map(({ key }) => key);
      for (const { key, task } of await old.tasks(collection, keys))
        found.set(placeKey({ collection, key }), task);
    }
  }
  return found;
}
