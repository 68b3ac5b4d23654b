import { isActive, personKey, type Person } from "../accounts/person.ts";
import type { AuditSink } from "./audit.ts";
import type { AuthSink } from "./authenticator.ts";
import type { Directories } from "./directories.ts";
import { DirectoryUnavailableError, type OutdatedPassword } from "./directory.ts";
import { LOCAL } from "./local-directory.ts";
import { passwordFault, TooManyPasswordsError, type Passwords } from "./passwords.ts";

export interface SignInAttempt {
  readonly user: string;
  readonly password: string;
  /** Of a local account: it has this one from now on. */
  readonly newPassword?: string;
  readonly address: string;
  readonly userAgent?: string;
  readonly requestId?: string;
}

export type SignInOutcome =
  | { readonly kind: "signed-in"; readonly person: Person }
  /** Whether there is such an account, and whether it is disabled, is told to nobody. */
  | { readonly kind: "refused" }
  /** Too many tries, of this account or from this address. */
  | { readonly kind: "locked"; readonly untilMs: number }
  /** The password was right, and is good for one sign-in only, which must bring a new one. */
  | { readonly kind: "new-password-needed"; readonly why?: string }
  /** It must be changed first, in the directory that it is of. */
  | { readonly kind: "outdated"; readonly why: OutdatedPassword }
  /** A directory does not answer, or the server has too much to do. */
  | { readonly kind: "unavailable"; readonly cause: Error };

export interface SignIn {
  signIn(attempt: SignInAttempt): Promise<SignInOutcome>;
}

export interface TryLimits {
  readonly tries: number;
  readonly withinMs: number;
  readonly lockMs: number;
}

/** Counts tries of all processes together. */
export interface TryCounter {
  attempt(subject: string, limits: TryLimits, nowMs: number): Promise<number | undefined>;
  takeBack(subject: string): Promise<void>;
  forgive(subject: string): Promise<void>;
}

export interface SignInOptions {
  readonly directories: Directories;
  readonly passwords: Passwords;
  readonly tries: TryCounter;
  readonly limits: TryLimits;
  /** Of a local account. */
  readonly changePassword: (name: string, hash: string) => Promise<void>;
  readonly audit: Pick<AuditSink, "record">;
  /** Counts tries, each by the directory that let somebody in. */
  readonly sink?: AuthSink;
  readonly nowMs: () => number;
  /** Waits. */
  readonly pause: (ms: number) => Promise<void>;
}

/** So much more often an address may fail than an account: many people share one. */
const ADDRESS_FACTOR = 10;
/** No refusal comes earlier: directories answer sooner for names that they do not know. */
const REFUSAL_MS = 700;

/** Who knows the password of an account comes in; how often it may be tried is limited. */
export function createSignIn(options: SignInOptions): SignIn {
  const { directories, passwords, tries, limits, audit, nowMs, pause } = options;

  const check = async (attempt: SignInAttempt): Promise<SignInOutcome> => {
    const { user, password, newPassword } = attempt;
    const key = personKey(user);
    // An empty password would be no password at all to an LDAP server, which then lets everybody in.
    if (key === undefined || password === "") return { kind: "refused" };
    const found = await directories.checkPassword(user, password);
    if (found.kind === "outdated") return found;
    if (found.kind !== "right" || !isActive(found.person, nowMs())) return { kind: "refused" };
    const { person } = found;
    const isLocal = person.directory === LOCAL;
    if (newPassword === undefined || !isLocal)
      return found.once === true ? { kind: "new-password-needed" } : { kind: "signed-in", person };
    const why =
      newPassword === password ? "it is the same as before" : passwordFault(newPassword, person.name);
    if (why !== undefined) return { kind: "new-password-needed", why };
    await options.changePassword(person.name, await passwords.hash(newPassword));
    return { kind: "signed-in", person };
  };

  return {
    async signIn(attempt) {
      const beganAtMs = nowMs();
      const { address, userAgent, requestId } = attempt;
      const about = {
        address,
        ...(userAgent === undefined ? {} : { userAgent }),
        ...(requestId === undefined ? {} : { requestId }),
      };
      const account = `account/${personKey(attempt.user) ?? ""}`;
      const place = `address/${networkOf(address)}`;
      const named = nameInLog(attempt.user);
      for (const subject of [account, place]) {
        const factor = subject === account ? 1 : ADDRESS_FACTOR;
        const untilMs = await tries.attempt(subject, { ...limits, tries: limits.tries * factor }, nowMs());
        if (untilMs === undefined) continue;
        await audit.record({
          action: "sign-in.lock",
          outcome: "refused",
          resource: named,
          reason: subject === account ? "too many tries of this account" : "too many tries from this address",
          ...about,
        });
        return { kind: "locked", untilMs };
      }
      let outcome: SignInOutcome;
      try {
        outcome = await check(attempt);
      } catch (error) {
        if (!(error instanceof DirectoryUnavailableError) && !(error instanceof TooManyPasswordsError))
          throw error;
        outcome = { kind: "unavailable", cause: error };
      }
      if (outcome.kind === "signed-in") {
        // Of an address only this one: else an account of one's own would be a way to try those of others for ever.
        await Promise.all([tries.forgive(account), tries.takeBack(place)]);
        options.sink?.authAttempt(outcome.person.directory, "accepted");
        await audit.record({
          action: "sign-in",
          outcome: "done",
          actor: { name: outcome.person.name, type: "user", via: "password" },
          resource: `user/${outcome.person.name}`,
          ...about,
        });
        return outcome;
      }
      // That a directory is away is nobody's failure.
      if (outcome.kind === "unavailable") await Promise.all([tries.takeBack(account), tries.takeBack(place)]);
      await audit.record({
        action: "sign-in",
        outcome: "refused",
        resource: named,
        reason: outcome.kind,
        ...about,
      });
      options.sink?.authAttempt("password", "refused");
      if (outcome.kind === "refused") await pause(Math.max(0, REFUSAL_MS - (nowMs() - beganAtMs)));
      return outcome;
    },
  };
}

/** An IPv6 network of 64 bits is one customer's. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(":")) return mapped ?? address;
  const [before = "", after] = address.split("%")[0]?.toLowerCase().split("::") ?? [];
  const head = before === "" ? [] : before.split(":");
  const tail = after === undefined || after === "" ? [] : after.split(":");
  const missing = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  return [...head, ...Array.from({ length: missing }, () => "0"), ...tail]
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ""))
    .join(":");
}

/** What was typed as a name may be a password by mistake: only what could be a name is written down. */
function nameInLog(user: string): string {
  return /^[\p{L}\p{N}._@-]{1,64}$/u.test(user) ? `user/${user}` : "user/?";
}
