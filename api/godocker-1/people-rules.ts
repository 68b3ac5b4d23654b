import type { Caller } from "../../auth/caller.ts";
import { isAdmin } from "../../auth/caller.ts";
import { forbidden } from "./refusal.ts";

/** What is told and done about an account is its own affair, and that of administrators. @throws PublicError */
export function checkSelf(caller: Caller, user: string): void {
  if (caller.user !== user && !isAdmin(caller))
    throw forbidden("This is the affair of that user and of administrators.");
}
