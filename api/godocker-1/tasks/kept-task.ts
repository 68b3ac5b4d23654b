import type { Store } from "../../../store/store.ts";
import { keep } from "../frame/kept.ts";

/** What GoDocker 1.0 remembered of a task and REST v2 has no word for. */
export interface KeptTask {
  /** Its files are gone. */
  readonly archived?: true;
  /** What became of a request that could not be carried out; holds as long as the job's version is this one. */
  readonly refused?: { readonly secondary: "suspend rejected" | "resume rejected"; readonly version: number };
  /** Dynamic requirements that only people read. */
  readonly requirements?: Readonly<Record<string, string>>;
}

const PREFIX = "godocker-1/task/";
/** Read at once. */
const PAGE = 1000;

/** Sorts as the ids do. */
function keyOf(id: number): string {
  return PREFIX + String(id).padStart(16, "0");
}

export async function keptTask(store: Store, id: number): Promise<KeptTask> {
  const kept = await store.kept(keyOf(id));
  return kept === undefined ? {} : (JSON.parse(kept.body) as KeptTask); // written below
}

/** What is remembered of the tasks with these ids, the first and the last of a page. */
export async function keptTasks(
  store: Store,
  first: number,
  last: number,
): Promise<ReadonlyMap<number, KeptTask>> {
  const found = new Map<number, KeptTask>();
  for (let after = keyOf(first - 1); ;) {
    const page = await store.keptUnder(PREFIX, after, PAGE);
    for (const { key, body } of page) {
      const id = Number(key.slice(PREFIX.length));
      if (id > last) return found;
      found.set(id, JSON.parse(body) as KeptTask); // written below
    }
    const end = page.at(-1);
    if (end === undefined || page.length < PAGE) return found;
    after = end.key;
  }
}

export async function keepTask(store: Store, id: number, fields: KeptTask): Promise<void> {
  await keep<KeptTask>(store, keyOf(id), (before = {}) => ({
    ...before,
    ...fields,
    ...(fields.requirements === undefined
      ? {}
      : { requirements: { ...before.requirements, ...fields.requirements } }),
  }));
}
