import type { Person } from "../accounts/person.ts";
import { personKey } from "../accounts/person.ts";
import { DirectoryUnavailableError, type Directory, type PasswordCheck } from "./directory.ts";

/** All directories of the site as one: the first that knows a name decides. Answers are remembered for a while. */
export interface Directories {
  /** @throws DirectoryUnavailableError  one that comes first does not answer, and nobody remembers */
  find(name: string): Promise<Person | undefined>;
  /** Never remembered. @throws DirectoryUnavailableError */
  checkPassword(name: string, password: string): Promise<PasswordCheck>;
  /** Everybody whose name no earlier directory has. @throws DirectoryUnavailableError */
  people(): AsyncIterable<Person>;
  /** Asks anew the next time. */
  forget(name: string): void;
}

export interface DirectoriesOptions {
  /** Who is shut out, whichever directory knows them. */
  readonly isShutOut: (name: string) => Promise<boolean>;
  /** Adds what the site's configuration says of a person: roles. */
  readonly completed: (person: Person) => Person;
  /** For how long it is remembered that there is somebody, and who. */
  readonly knownMs: number;
  /** The same of a name that nobody has. */
  readonly unknownMs: number;
  /** For how long somebody who was known is still taken for the same when their directory does not answer. */
  readonly staleMs: number;
  readonly nowMs: () => number;
}

interface Remembered {
  readonly person: Person | undefined;
  readonly atMs: number;
}

/** Those that were asked for longest ago are forgotten beyond that. */
const REMEMBERED_MAX = 20_000;

export function createDirectories(
  directories: readonly Directory[],
  options: DirectoriesOptions,
): Directories {
  const { knownMs, unknownMs, staleMs, nowMs } = options;
  const remembered = new Map<string, Remembered>();
  const asked = new Map<string, Promise<Person | undefined>>();

  const completed = async (person: Person): Promise<Person> => {
    const whole = options.completed(person);
    return (await options.isShutOut(person.name)) ? { ...whole, disabled: true } : whole;
  };

  const remember = (key: string, person: Person | undefined): void => {
    remembered.delete(key);
    remembered.set(key, { person, atMs: nowMs() });
    const [oldest] = remembered.keys();
    if (remembered.size > REMEMBERED_MAX && oldest !== undefined) remembered.delete(oldest);
  };

  const ask = async (name: string): Promise<Person | undefined> => {
    for (const directory of directories) {
      const person = await directory.find(name);
      if (person !== undefined) return completed(person);
    }
    return undefined;
  };

  return {
    async find(name) {
      const key = personKey(name);
      if (key === undefined) return undefined;
      const known = remembered.get(key);
      const ageMs = known === undefined ? Infinity : nowMs() - known.atMs;
      if (known !== undefined && ageMs < (known.person === undefined ? unknownMs : knownMs))
        return known.person;
      // Many requests of one person at once are one question.
      const running = asked.get(key) ?? ask(name);
      asked.set(key, running);
      try {
        const person = await running;
        remember(key, person);
        return person;
      } catch (error) {
        const isUseful = known?.person !== undefined && ageMs < staleMs;
        if (!(error instanceof DirectoryUnavailableError) || !isUseful) throw error;
        // Who is shut out here is known without the directory.
        const out = await options.isShutOut(known.person.name);
        return out ? { ...known.person, disabled: true } : known.person;
      } finally {
        asked.delete(key);
      }
    },
    async checkPassword(name, password) {
      const key = personKey(name);
      if (key === undefined || password === "") return { kind: "unknown" };
      for (const directory of directories) {
        const check = await directory.checkPassword(name, password);
        if (check.kind === "unknown") continue;
        if (check.kind !== "right") return check;
        const person = await completed(check.person);
        remember(key, person);
        return { ...check, person };
      }
      return { kind: "unknown" };
    },
    async *people() {
      for (const [at, directory] of directories.entries())
        for await (const person of directory.people()) {
          const earlier = await Promise.all(directories.slice(0, at).map((one) => one.find(person.name)));
          if (earlier.every((one) => one === undefined)) yield completed(person);
        }
    },
    forget(name) {
      const key = personKey(name);
      if (key !== undefined) remembered.delete(key);
    },
  };
}
