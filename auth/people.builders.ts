import type { LocalAccount } from "../accounts/local-account.ts";
import type { Person } from "../accounts/person.ts";
import { DirectoryUnavailableError, type Directory } from "./directory.ts";

export function aPerson(name: string, fields: Partial<Person> = {}): Person {
  return {
    name,
    uid: 2000,
    gid: 2000,
    groups: [],
    groupNames: [],
    roles: ["user"],
    directory: "test",
    ...fields,
  };
}

export function aLocalAccount(name: string, hash: string, fields: Partial<LocalAccount> = {}): LocalAccount {
  return {
    name,
    uid: 2000,
    gid: 2000,
    groups: [],
    roles: ["user"],
    createdAtMs: 0,
    password: { hash, changedAtMs: 0 },
    ...fields,
  };
}

/** A directory in memory: passwords by names; whoever has none cannot sign in. */
export interface TestDirectory extends Directory {
  people(): AsyncIterable<Person>;
  readonly known: Map<string, Person>;
  readonly passwords: Map<string, string>;
  away: boolean;
  /** How often it was asked. */
  asked: number;
}

export function aDirectory(name: string, ...people: readonly Person[]): TestDirectory {
  const known = new Map(people.map((person) => [person.name.toLowerCase(), { ...person, directory: name }]));
  const answer = (): void => {
    directory.asked += 1;
    if (directory.away) throw new DirectoryUnavailableError(`${name} is away`);
  };
  const directory: TestDirectory = {
    name,
    known,
    passwords: new Map(),
    away: false,
    asked: 0,
    find: async (typed) => {
      answer();
      return known.get(typed.toLowerCase());
    },
    checkPassword: async (typed, password) => {
      answer();
      const person = known.get(typed.toLowerCase());
      if (person === undefined) return { kind: "unknown" };
      return directory.passwords.get(person.name) === password
        ? { kind: "right", person }
        : { kind: "wrong" };
    },
    async *people() {
      answer();
      yield* known.values();
    },
  };
  return directory;
}
