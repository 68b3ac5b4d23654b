// Policy: who says that a job is short goes first, and everybody comes to their turn some time.
import { definePlugin } from "godocker/plugin";

interface Options {
  /** What a job counts that does not say how long it may run. */
  readonly unknownHours: number;
  /** So much shorter a job counts for each hour that it has waited. */
  readonly hoursPerHour: number;
}

const HOUR_MS = 3_600_000;

export default definePlugin<"policy", Options>({
  kind: "policy",
  contract: 1,
  name: "shortest-job",
  options: {
    type: "object",
    properties: {
      unknownHours: { type: "number", minimum: 0, default: 24 },
      hoursPerHour: { type: "number", minimum: 0, default: 1 },
    },
    additionalProperties: false,
  },
  create: ({ hoursPerHour, unknownHours }) => ({
    name: "shortest-job",
    settings: { hoursPerHour, unknownHours },
    keysAt:
      ({ waitedMs, walltimeMs }) =>
      (_account, job) =>
        (walltimeMs(job) ?? unknownHours * HOUR_MS) - hoursPerHour * waitedMs(job),
  }),
});
