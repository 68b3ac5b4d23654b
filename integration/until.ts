import { eventually } from "../local-cluster/testing/eventually.ts";

/** As `eventually`, with the patience and the pauses that real services need. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  await eventually(what, holds, { withinMs: 300_000, everyMs: 200 });
}
