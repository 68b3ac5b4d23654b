import { join } from "node:path";
import { openMongoStore } from "../../store/mongodb/mongodb.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite.ts";
import type { Store } from "../../store/store.ts";
import { startFerretDb } from "../services/ferretdb.ts";

/** Where a campaign keeps its jobs. */
export interface StoreHome extends AsyncDisposable {
  /** Settings, as `--set` has them. */
  readonly set: readonly string[];
  /** How many times longer things take than on a local file: as many times longer there is peace between strikes. */
  readonly slowness: number;
  open(): Promise<Store>;
}

export const STORE_NAMES = ["sqlite", "mongodb"] as const;
export type StoreName = (typeof STORE_NAMES)[number];

export const STORES: Readonly<Record<StoreName, (directory: string) => Promise<StoreHome>>> = {
  sqlite: async (directory) => {
    const file = join(directory, "state", "godocker.db");
    return {
      set: [`store.url=sqlite:${file}`],
      slowness: 1,
      open: () => openSqliteStore({ file }),
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
  mongodb: async (directory) => {
    const server = await startFerretDb({ directory: join(directory, "mongodb") });
    const url = `${server.url}/godocker`;
    // It is slow, and the strikes are at others.
    return {
      set: [`store.url=${url}`, "store.timeout=60s"],
      slowness: 3,
      open: () => openMongoStore({ url, timeoutMs: 60_000 }),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};
