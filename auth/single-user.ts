import { userInfo } from "node:os";
import type { Caller } from "./caller.ts";

/** Without a directory of users, the person who started the process is its only user and administrator. */
export function singleUser(): Caller {
  return { user: userInfo().username, roles: ["user", "admin"] };
}
