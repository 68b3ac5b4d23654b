import type { JournalRecord } from "./store.ts";

/** Whether a record tells something of a job that its history shows. */
export function isAbout(record: JournalRecord, job: number): boolean {
  return (record.type === "job" || record.type === "look") && record.job === job;
}
