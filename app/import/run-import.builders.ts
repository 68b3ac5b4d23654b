import { createAccountBook } from "../../api/godocker-1/frame/account-book.ts";
import { LEGACY_OPTIONS } from "../../api/godocker-1/frame/options.ts";
import type { Store } from "../../store/store.ts";
import { readAccounts } from "./accounts.ts";
import { anOldDatabase, type OldContent } from "./old-database.builders.ts";
import type { ImportReport } from "./report.ts";
import { runImport } from "./run-import.ts";
import { indexOf } from "./units.ts";
import type { OldDocument } from "./old-values.ts";

/** When tests import. */
export const NOW = 1_900_000_000_000;

export async function imported(
  content: OldContent,
  store: Store,
  options: { readonly dryRun?: boolean; readonly signal?: AbortSignal } = {},
): Promise<ImportReport> {
  const old = anOldDatabase(content);
  const volumes = [{ name: "home", source: "/home", mode: "rw" }] as const;
  return runImport({
    old,
    index: await indexOf(old.rows()),
    accounts: await readAccounts(old),
    store,
    book: createAccountBook({ store, configured: () => [], nowMs: () => NOW }),
    rules: {
      volumes,
      networks: [],
      capabilities: undefined,
      jobDefaults: {},
      siteRules: {
        notify: { ports: [443], mailDomains: undefined },
        volumes,
        queues: [{ name: "default", limits: { cpus: 64 } }],
        queueByDefault: "default",
        projects: [],
        executors: ["mesos"],
        licences: {},
      },
      accountRules: () => ({ quotas: [], shares: [] }),
      secrets: { known: async () => new Set() },
      nowMs: () => NOW,
      legacy: LEGACY_OPTIONS,
    },
    instance: "import-test",
    dryRun: options.dryRun ?? false,
    nowMs: () => NOW,
    signal: options.signal ?? new AbortController().signal,
    progress: () => {},
  });
}

/** All that a store holds, but for what says when it was written. */
export async function contentOf(store: Store) {
  const jobs = await store.jobs({ limit: 10_000 });
  return {
    jobs: jobs.map(({ version: _v, updatedAtMs: _u, ...job }) => job),
    usage: (await store.usage(0)).toSorted((a, b) => a.hourMs - b.hourMs),
    attempts: await Promise.all(
      jobs.map(async ({ id }) =>
        (await store.attempts(id, { limit: 10_000 })).map(({ epoch: _e, taskId: _t, ...attempt }) => attempt),
      ),
    ),
  };
}

/** Made of the ids from 1 on. */
export function some(count: number, make: (id: number) => OldDocument): readonly OldDocument[] {
  return Array.from({ length: count }, (_, k) => make(k + 1));
}
