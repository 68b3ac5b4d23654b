import type { LocalAccount } from "../accounts/local-account.ts";
import { personKey } from "../accounts/person.ts";
import { changeKept, keyPart, type KeptStore } from "./kept-values.ts";

/** Accounts of this installation, and who is shut out, whatever directory knows them. */
export interface People {
  find(name: string): Promise<LocalAccount | undefined>;
  /** Ascending by the name in lower case, those after `after` only. */
  list(after: string, limit: number): Promise<readonly LocalAccount[]>;
  /** @returns false when that name is taken, in whatever letters */
  add(account: LocalAccount): Promise<boolean>;
  /** @returns what it is now; `undefined`: there is none. */
  change(name: string, next: (before: LocalAccount) => LocalAccount): Promise<LocalAccount | undefined>;
  /** @returns false when there was none */
  remove(name: string): Promise<boolean>;

  shutOut(name: string, out: ShutOut): Promise<void>;
  /** @returns false when it was not shut out */
  letIn(name: string): Promise<boolean>;
  isShutOut(name: string): Promise<boolean>;
}

export interface ShutOut {
  readonly by: string;
  readonly atMs: number;
  readonly reason?: string;
}

const PERSON = "person/";
const OUT = "shut-out/";

export function peopleIn(store: KeptStore): People {
  return {
    async find(name) {
      const kept = await store.kept(keyOf(PERSON, name));
      return kept === undefined ? undefined : read(kept.body);
    },
    async list(after, limit) {
      const from = after === "" ? "" : keyOf(PERSON, after);
      return (await store.keptUnder(PERSON, from, limit)).map(({ body }) => read(body));
    },
    add: (account) => store.keep(keyOf(PERSON, account.name), undefined, JSON.stringify(account)),
    async change(name, next) {
      const after = await changeKept(store, keyOf(PERSON, name), (before) =>
        before === undefined ? undefined : JSON.stringify(next(read(before))),
      );
      return after === undefined ? undefined : read(after);
    },
    remove: (name) => removed(store, keyOf(PERSON, name)),
    async shutOut(name, out) {
      await changeKept(store, keyOf(OUT, name), () => JSON.stringify(out));
    },
    letIn: (name) => removed(store, keyOf(OUT, name)),
    isShutOut: async (name) => (await store.kept(keyOf(OUT, name))) !== undefined,
  };
}

async function removed(store: KeptStore, key: string): Promise<boolean> {
  let was = false;
  await changeKept(store, key, (before) => {
    was = before !== undefined;
    return undefined;
  });
  return was;
}

/** Names that no account could have lie beside all of them, and are never found. */
function keyOf(prefix: string, name: string): string {
  return prefix + keyPart(personKey(name) ?? "/");
}

function read(body: string): LocalAccount {
  return JSON.parse(body); // only this file writes it
}
