/** What a person may do beside their own affairs. */
export const PERSON_ROLES = ["user", "operator", "auditor", "admin"] as const;
export type PersonRole = (typeof PERSON_ROLES)[number];

/** Somebody with an account, as the directory that knows them tells. */
export interface Person {
  /** As the directory writes it: one account has one name, whichever way it is typed. */
  readonly name: string;
  /** Absent: they may sign in, and their jobs run nowhere. */
  readonly uid?: number;
  readonly gid?: number;
  /** Ids of all further groups, ascending. */
  readonly groups: readonly number[];
  /** Names of groups, those without an id too. */
  readonly groupNames: readonly string[];
  readonly home?: string;
  readonly mail?: string;
  readonly roles: readonly PersonRole[];
  readonly disabled?: true;
  readonly expiresAtMs?: number;
  /** Name of the directory that knows them. */
  readonly directory: string;
}

/** Whom the tasks of a job run as, by numbers. */
export interface AccountIds {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly home?: string;
}

export type IdsOrWhy =
  | { readonly ok: true; readonly ids: AccountIds }
  /** A sentence for the owner. */
  | { readonly ok: false; readonly why: string };

/** What ids may be. */
export interface IdRules {
  /** Smallest of people: below are accounts of the system. */
  readonly minUid: number;
  readonly minGid: number;
}

/** Every job and every task carries them. */
const GROUPS_MAX = 4096;
/** Longest name of an account, in characters. */
const NAME_MAX = 128;

/**
 * Under which one account is found whichever way its name is typed: directories ignore case, and composed and
 * decomposed letters are the same. `undefined`: no directory could have such a name.
 */
export function personKey(name: string): string | undefined {
  const text = name.normalize("NFC");
  // No control characters, nothing invisible, no blanks at the ends, nothing that separates names elsewhere.
  if (text === "" || text.length > NAME_MAX || text !== text.trim()) return undefined;
  if (/[\p{C}\p{Zl}\p{Zp}/:\\]/u.test(text) || text === "." || text === "..") return undefined;
  return text.toLowerCase();
}

export function samePerson(a: string, b: string): boolean {
  const key = personKey(a);
  return key !== undefined && key === personKey(b);
}

/** Whether their credentials hold at that time. */
export function isActive({ disabled, expiresAtMs }: Person, nowMs: number): boolean {
  return disabled !== true && (expiresAtMs === undefined || nowMs < expiresAtMs);
}

/** Whom jobs of a person run as. Never root and never an account of the system. */
export function idsOf(person: Person, { minUid, minGid }: IdRules, nowMs: number): IdsOrWhy {
  const no = (why: string): IdsOrWhy => ({ ok: false, why });
  const { name, uid, gid, groups, home } = person;
  if (!isActive(person, nowMs)) return no(`the account ${name} is disabled or has expired`);
  // Agents that go by names would take it for the account of that name.
  if (personKey(name) === "root") return no("nothing runs as root");
  if (uid === undefined || gid === undefined)
    return no(`the account ${name} has no user and group id, so nothing can run as it`);
  if (!isId(uid) || uid < minUid) return no(`the user id ${uid} of ${name} is below ${minUid}, or is none`);
  if (!isId(gid) || gid < minGid) return no(`the group id ${gid} of ${name} is below ${minGid}, or is none`);
  // Groups of the system, such as those of disks or of Docker, would be a way to root.
  const further = groups.filter((group) => isId(group) && group >= minGid && group !== gid);
  if (further.length > GROUPS_MAX)
    return no(`the account ${name} is in ${further.length} groups, and a job can have ${GROUPS_MAX} at most`);
  return { ok: true, ids: { name, uid, gid, groups: further, ...(home === undefined ? {} : { home }) } };
}

/** 2³² − 1 means "no change" to the system. */
function isId(id: number): boolean {
  return Number.isInteger(id) && id > 0 && id < 0xffff_ffff;
}

/**
 * What the owner of a job is today against what was written down when it was submitted.
 * @returns a sentence when it must not run: the name may be another person's by now
 */
export function changedSince(then: AccountIds, now: AccountIds): string | undefined {
  if (then.uid === now.uid) return undefined;
  return `the account ${now.name} had the user id ${then.uid} when the job was submitted, and has ${now.uid} now; submit it again`;
}
