import type { Caller } from "../../../auth/caller.ts";
import { may } from "../../../auth/authorize.ts";
import type { Permission } from "../../../auth/permissions.ts";
import { forbidden } from "./refusal.ts";

/** What is told and done about an account is its own affair, and that of those who may do it to all. @throws PublicError */
export function checkSelf(caller: Caller, user: string, permission: Permission): void {
  if (caller.user !== user && !may(caller, permission, { owner: user }))
    throw forbidden("This is the affair of that user and of administrators.");
}
