import type { JobStatus } from "../../jobs/life/job.ts";
import type { StoredJob } from "../store.ts";
import { storedJobFrom, type StoredBody } from "../stored.ts";
import { lately } from "./lately.ts";

/** Jobs as the thread sends them. */
export interface SentJobs {
  /** Of each job, in the order of the answer: its id, its version, and how it is sent. */
  readonly keys: readonly (readonly [id: number, version: number, how: Sent])[];
  /** JSON of a list: `JobRow` of each that was not sent before, in the order of `keys`. */
  readonly rows: string;
}

/** `known`: as it was sent before; `new`: to be kept by both sides; `once`: it is kept by nobody. */
export type Sent = "known" | "new" | "once";

/** `version` is twice the number of the entry that changed it last, and one more for a job that is hidden. */
export type JobRow = readonly [
  values: readonly [
    id: number,
    version: number,
    updatedAtMs: number,
    cpuMilliMs: number,
    memMibMs: number,
    gpuMs: number,
    wallMs: number,
  ],
  body: StoredBody,
  status: JobStatus | null,
];

/** Jobs with longer texts are sent whole each time. */
const KEPT_CHARS_MAX = 8192;

/** For the thread: says what it sends, and makes one text of it. */
export function jobSender() {
  const sent = lately<true>();
  /** Asked for once lately. Most of what is asked for is not asked for again: to keep all would cost more than it saves. */
  const seen = lately<true>();
  let generation = 0;
  return {
    /**
     * @param wanted      id and version of each
     * @param textsOf     of those that must be sent: `JobRow` as JSON, by id
     * @param receivers   another one than last time: the other side has forgotten everything
     */
    send(
      wanted: readonly (readonly [id: number, version: number])[],
      textsOf: (ids: readonly number[]) => ReadonlyMap<number, string>,
      receivers: number,
    ): SentJobs {
      if (receivers !== generation) sent.clear();
      generation = receivers;
      const known = wanted.map(([id, version]) => sent.get(id, version) === true);
      const missing = wanted.flatMap(([id], at) => (known[at] === true ? [] : [id]));
      const texts = missing.length === 0 ? new Map<number, string>() : textsOf(missing);
      const rows: string[] = [];
      const keys = wanted.map(([id, version], at): SentJobs["keys"][number] => {
        if (known[at] === true) return [id, version, "known"];
        const text = texts.get(id);
        if (text === undefined) throw new Error(`job ${id} has a row and no text`);
        rows.push(text);
        if (text.length > KEPT_CHARS_MAX) return [id, version, "once"];
        if (seen.get(id, version) === undefined) {
          seen.put(id, version, true);
          return [id, version, "once"];
        }
        sent.put(id, version, true);
        return [id, version, "new"];
      });
      return { keys, rows: `[${rows.join(",")}]` };
    },
  };
}

/** For the one who uses the store: keeps what the thread thinks that it keeps. */
export function jobReceiver() {
  const kept = lately<StoredJob>();
  let generation = 0;

  /** `undefined`: something is not here that the thread did not send. */
  const receive = ({ keys, rows }: SentJobs): readonly StoredJob[] | undefined => {
    const sent: readonly JobRow[] = JSON.parse(rows); // the thread made it of what `submit` and the fold wrote
    // First all that were there already, as the thread does: those that come may push others out.
    const known = keys.map(([id, version, how]) => (how === "known" ? kept.get(id, version) : undefined));
    let next = 0;
    const jobs: StoredJob[] = [];
    for (const [at, [id, version, how]] of keys.entries()) {
      const row = how === "known" ? undefined : sent[next++];
      const job = row === undefined ? known[at] : jobOfRow(row);
      if (job === undefined) return undefined;
      if (how === "new") kept.put(id, version, job);
      jobs.push(job);
    }
    return jobs;
  };
  const forget = (): void => {
    generation += 1;
    kept.clear();
  };
  return {
    /** @param ask  gets what `send` calls `receivers` */
    async jobs(ask: (receivers: number) => Promise<SentJobs>): Promise<readonly StoredJob[]> {
      for (;;) {
        const answer = await ask(generation);
        try {
          const jobs = receive(answer);
          if (jobs !== undefined) return jobs;
        } catch (error) {
          forget(); // what came after the one that cannot be read was not kept
          throw error;
        }
        forget();
      }
    },
  };
}

function jobOfRow([values, body, status]: JobRow): StoredJob {
  const [, version, updatedAtMs, cpuMilliMs, memMibMs, gpuMs, wallMs] = values;
  return storedJobFrom(body, status ?? undefined, {
    version: Math.floor(version / 2),
    updatedAtMs,
    used: { cpuMilliMs, memMibMs, gpuMs, wallMs },
    hidden: version % 2 === 1,
  });
}
