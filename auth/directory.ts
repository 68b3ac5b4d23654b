import type { Person } from "../accounts/person.ts";

/** Where people are known: one of the site's directories. */
export interface Directory {
  /** Stands in `Person.directory`, in logs and metrics. */
  readonly name: string;
  /**
   * By any way to type their name. `undefined`: the directory answered, and knows nobody of that name.
   * @throws DirectoryUnavailableError  it cannot be known now
   */
  find(name: string): Promise<Person | undefined>;
  /**
   * Never asked with an empty password.
   * @throws DirectoryUnavailableError
   */
  checkPassword(name: string, password: string): Promise<PasswordCheck>;
  /** Everybody, in the directory's own order. @throws DirectoryUnavailableError */
  people(): AsyncIterable<Person>;
}

export type PasswordCheck =
  | {
      readonly kind: "right";
      readonly person: Person;
      /** It was for one sign-in, and there must be a new one. */
      readonly once?: true;
    }
  | { readonly kind: "wrong" }
  /** The password was right, and its directory lets nobody in by it any more. */
  | { readonly kind: "outdated"; readonly why: OutdatedPassword }
  | { readonly kind: "unknown" };

/** `expired`: it was too old; `must-change`: another user has set it, and it is for changing it only. */
export type OutdatedPassword = "expired" | "must-change";

/** It does not answer, or not as it should. The message is for operators. */
export class DirectoryUnavailableError extends Error {
  override readonly name = "DirectoryUnavailableError";
}
