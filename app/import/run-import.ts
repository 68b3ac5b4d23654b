import type { AccountBook } from "../../api/godocker-1/frame/account-book.ts";
import { taskCount } from "../../jobs/spec/spec.ts";
import { StartError } from "../settings/settings.ts";
import { keepAccounts } from "./accounts.ts";
import { at, numberOf } from "./old-values.ts";
import { ImportRun, type ImportRunOptions } from "./import-run.ts";
import type { ImportReport } from "./report.ts";
import { whileNobodyLeads } from "./target.ts";

export interface ImportOptions extends ImportRunOptions {
  readonly book: AccountBook;
  /** Names this process in the journal. */
  readonly instance: string;
}

/** What was reserved, so that a second run knows the numbers for its own. */
const RESERVED = "import/godocker-1";

/** @throws StartError  when the numbers of old jobs are in use, or a scheduler is at work; nothing was written then */
export async function runImport(options: ImportOptions): Promise<ImportReport> {
  const begunMs = options.nowMs();
  const run = new ImportRun(options);
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
