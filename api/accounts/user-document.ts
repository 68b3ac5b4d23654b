// What the routes of users share: the document of a person, and the record of a change.

import type { LocalAccount } from "../../accounts/local-account.ts";
import { isActive, personKey, type Person } from "../../accounts/person.ts";
import { auditActor } from "../../auth/audit.ts";
import type { Caller } from "../../auth/caller.ts";
import { DirectoryUnavailableError } from "../../auth/directory.ts";
import { LOCAL } from "../../auth/local-directory.ts";
import type { ApiContext } from "../context/context.ts";
import type { Identity } from "../context/identity.ts";
import { instant } from "../context/job-document.ts";
import { PublicError } from "../http/problems.ts";

export function recordUserChange(
  { audit }: ApiContext,
  asking: { readonly caller: Caller; readonly requestId: string; readonly address: string },
  action: string,
  user: string,
  change: { readonly before?: unknown; readonly after?: unknown; readonly reason?: string } = {},
) {
  return audit.record({
    action,
    outcome: "done",
    actor: auditActor(asking.caller),
    resource: `user/${user}`,
    address: asking.address,
    requestId: asking.requestId,
    ...change,
  });
}

/** Who is to be shut out must be so also while their directory does not answer. @throws PublicError  `not_found` */
export async function personToChange({ directories, credentials }: Identity, name: string): Promise<Person> {
  const key = personKey(name);
  const gone: Person = { name, groups: [], groupNames: [], roles: [], directory: "none" };
  try {
    const person = await directories.find(name);
    if (person !== undefined) return person;
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    if (key !== undefined) return gone;
  }
  // Somebody who is in no directory any more may still have left tokens.
  const owner = (await credentials.owners()).find((one) => personKey(one) === key);
  if (owner === undefined || key === undefined) throw noSuchUser(name);
  return { ...gone, name: owner };
}

export function personOfAccount(account: LocalAccount): Person {
  const { password: _, createdAtMs: __, ...fields } = account;
  return { ...fields, groupNames: [], directory: LOCAL };
}

export function userDocument(person: Person, nowMs: number) {
  const { expiresAtMs, disabled: _, ...fields } = person;
  return {
    ...fields,
    disabled: !isActive(person, nowMs),
    ...(expiresAtMs === undefined ? {} : { expiresAt: instant(expiresAtMs) }),
  };
}

export function noSuchUser(name: string): PublicError {
  return new PublicError("not_found", `There is no user ${name.slice(0, 64)}.`);
}
