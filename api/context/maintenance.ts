import { PublicError } from "../http/problems.ts";
import type { StoredRulesReader } from "./stored-rules.ts";

/** @throws PublicError  `maintenance` while no jobs are taken */
export function checkTakesJobs(rules: StoredRulesReader): void {
  const { maintenance } = rules.current();
  if (maintenance?.mode !== "refuse") return;
  const { message } = maintenance;
  throw new PublicError(
    "maintenance",
    `No jobs are taken during maintenance${message === undefined ? "" : `: ${message}`}. Try again later.`,
  );
}
