import { validateJobSpec } from "../../jobs/submission/validate.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite.ts";
import type { JournalRecord } from "../../store/store.ts";

const DOCUMENTS = 5000;
const USERS = 200;
const CPUS = [1, 2, 4, 8];

/**
 * Puts jobs of 200 users into an SQLite store. Of four sizes, one CPU most of all.
 * @returns ids, ascending
 */
export async function fillStore(
  file: string,
  count: number,
  options: {
    readonly nowMs: number;
    /** Each is an array of so many. */
    readonly elements?: number;
  },
): Promise<IdRange> {
  const specs = CPUS.map((cpus) =>
    specOf({
      cpus,
      memMib: cpus * 1024,
      ...(options.elements === undefined ? {} : { elements: options.elements }),
    }),
  );
  return fillStoreWith(file, count, options.nowMs, (_, id) => {
    const spec = specs[id % 10 < 7 ? 0 : (id % 3) + 1];
    if (spec === undefined) throw new RangeError("there are four sizes");
    return { user: `user${id % USERS}`, spec };
  });
}

interface IdRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Puts jobs into an SQLite store as if they had been submitted and taken in: documents, then the entries of a leader that
 * ended.
 * @param jobOf  by its place among these, and its id
 */
export async function fillStoreWith(
  file: string,
  count: number,
  nowMs: number,
  jobOf: (at: number, id: number) => Pick<NewJob, "user" | "spec">,
): Promise<IdRange> {
  await using store = await openSqliteStore({ file });
  const last = await store.lastEntry();
  let n = last?.n ?? 0;
  const epoch = (last?.epoch ?? 0) + 1;
  const append = (records: readonly JournalRecord[]): Promise<void> => {
    n += 1;
    return store.append({ n, epoch, atMs: nowMs, writer: "bench", records });
  };
  await append([{ type: "led", instance: "bench" }]);
  const first = await store.takeIds(count);
  for (let at = 0; at < count; at += DOCUMENTS) {
    const jobs = Array.from({ length: Math.min(DOCUMENTS, count - at) }, (_, k): NewJob => {
      const id = first + at + k;
      return { id, ...jobOf(at + k, id), submittedAtMs: nowMs, source: "api" };
    });
    await store.submit(jobs.map((job) => ({ kind: "job", key: `job/${job.id}`, job }) as const));
    await append(
      jobs.flatMap(({ id }): JournalRecord[] => [
        { type: "job", job: id, event: { type: "filed" } },
        { type: "taken", key: `job/${id}` },
      ]),
    );
  }
  return { first, last: first + count - 1 };
}

/** A job that does nothing, with an hour's limit. */
export function specOf(options: {
  readonly cpus: number;
  readonly memMib: number;
  readonly elements?: number;
}): JobSpec {
  const { cpus, memMib, elements } = options;
  const result = validateJobSpec({
    name: "blast",
    command: ["true"],
    resources: { cpus, memoryBytes: memMib * 1024 ** 2 },
    walltimeSeconds: 3600,
    ...(elements === undefined ? {} : { array: { from: 0, to: elements - 1 } }),
  });
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join("; "));
  return result.spec;
}
