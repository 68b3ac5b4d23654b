import type { AccountIds } from "../../accounts/person.ts";
import type { IssuedCredentials } from "../../auth/credentials.ts";
import type { Directories } from "../../auth/directories.ts";
import { DirectoryUnavailableError } from "../../auth/directory.ts";
import type { Oidc } from "../../auth/oidc.ts";
import type { Passwords } from "../../auth/passwords.ts";
import type { SignIn } from "../../auth/sign-in.ts";
import type { Credentials } from "../../store/credentials.ts";
import type { People } from "../../store/people.ts";
import { PublicError } from "../http/problems.ts";

/** Who people are, and how they come in. */
export interface Identity {
  /** In which ways people sign in here; none: there is one user, with a token in a file. */
  readonly ways: readonly SignInWay[];
  readonly signIn: SignIn;
  readonly directories: Directories;
  readonly passwords: Pick<Passwords, "hash">;
  readonly issued: IssuedCredentials;
  readonly credentials: Credentials;
  readonly people: People;
  readonly lifetimes: {
    readonly sessionIdleMs: number;
    readonly sessionMs: number;
    readonly tokenMs: number;
    readonly tokenMaxMs: number;
  };
  /** Absent: people do not sign in at a provider of OpenID Connect. */
  readonly oidc?: Oidc;
  /**
   * Whom the jobs of a user run as; `undefined` where there is one user only.
   * @throws PublicError  `forbidden` when jobs of that user can run as nobody
   */
  readonly accountOf: (user: string) => Promise<AccountIds | undefined>;
}

export type SignInWay = "password" | "oidc" | "header";

/** @throws PublicError  `directory_unavailable` in the place of what a directory says when it does not answer */
export async function asked<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    throw new PublicError(
      "directory_unavailable",
      "The directory of people does not answer. Try again later.",
      { cause: error },
    );
  }
}
