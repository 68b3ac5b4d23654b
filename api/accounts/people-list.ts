import { personKey, type Person } from "../../accounts/person.ts";
import type { Directories } from "../../auth/directories.ts";
import { asked } from "../context/identity.ts";

const PEOPLE_MAX = 100_000;
/** So long pages that follow are of the list that the first was of. */
const KEPT_MS = 30_000;

export interface PeopleQuery {
  /** A part of their name; empty: everybody. */
  readonly name: string;
  /** Key of the last person of the page before. */
  readonly after: string | undefined;
  readonly limit: number;
}

export interface PeoplePage {
  readonly people: readonly Person[];
  /** Key of the last of them, when there are more. */
  readonly next: string | undefined;
}

/**
 * People by name, a page at a time. Directories list everybody or nobody, in an order of their own: all are read for the
 * first page and kept for those that follow.
 */
export function peopleList(
  directories: Pick<Directories, "people">,
  nowMs: () => number,
): (query: PeopleQuery) => Promise<PeoplePage> {
  let kept: { readonly atMs: number; readonly all: Promise<readonly Keyed[]> } | undefined;
  return async ({ name, after, limit }) => {
    if (kept === undefined || after === undefined || nowMs() - kept.atMs > KEPT_MS) {
      const fresh = { atMs: nowMs(), all: everybody(directories) };
      kept = fresh;
      fresh.all.catch(() => {
        if (kept === fresh) kept = undefined;
      });
    }
    const part = personKey(name) ?? name.toLowerCase();
    const rest = (await kept.all).filter(
      ({ key }) => (after === undefined || key > after) && key.includes(part),
    );
    const page = rest.slice(0, limit);
    return {
      people: page.map(({ person }) => person),
      next: rest.length > page.length ? page.at(-1)?.key : undefined,
    };
  };
}

interface Keyed {
  readonly key: string;
  readonly person: Person;
}

async function everybody(directories: Pick<Directories, "people">): Promise<readonly Keyed[]> {
  const found: Keyed[] = [];
  const all = directories.people()[Symbol.asyncIterator]();
  for (let next = await asked(all.next()); next.done !== true; next = await asked(all.next())) {
    const person = next.value;
    found.push({ key: personKey(person.name) ?? person.name, person });
    if (found.length >= PEOPLE_MAX) break;
  }
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}
