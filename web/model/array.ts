import type { Job } from "../../client/documents/jobs.ts";

/** The task of an array that is shown while nobody has chosen another one; `undefined` where there are no tasks. */
export function firstTask({ array, attempts }: Pick<Job, "array" | "attempts">): number | undefined {
  if (array === undefined) return undefined;
  return attempts[0]?.index ?? ("indices" in array ? array.indices[0] : array.from);
}
