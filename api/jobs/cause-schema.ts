import type { JsonSchema } from "../http/parameters.ts";
import { COUNT, ID, list, object, STATE, TEXT } from "../http/schema-words.ts";

/** Why a job is where it is. */

const VECTOR = object({ cpusMilli: COUNT, memMib: COUNT, diskMib: COUNT, gpus: COUNT });

const WITNESS = object({ agentId: TEXT, hostname: TEXT, has: VECTOR, lacking: list(TEXT) });

/** Agents that lack the same thing; `hostname` is one of them. */
const REFUSAL = object({
  lacking: TEXT,
  agents: COUNT,
  hostname: TEXT,
  "constraint?": object({ attribute: TEXT, op: TEXT, values: list(TEXT) }),
  "affinity?": object({ attribute: TEXT, op: TEXT, "job?": ID }),
  "job?": ID,
  "startMs?": COUNT,
  "briefMs?": COUNT,
  "untilMs?": COUNT,
  "owner?": TEXT,
  "closing?": object(
    {
      "backend?": TEXT,
      "node?": TEXT,
      "reason?": TEXT,
      by: TEXT,
      sinceMs: COUNT,
      "deadlineMs?": COUNT,
    },
    "Who drained the machine, or switched its cluster off.",
  ),
});

const cause = (kind: string, fields: Readonly<Record<string, JsonSchema>>): JsonSchema =>
  object({ kind: { const: kind }, ...fields });

export const CAUSE: JsonSchema = {
  oneOf: [
    cause("held", {
      by: { type: "string", enum: ["user", "admin", "dependency"] },
      "unmet?": list(object({ job: ID, "index?": COUNT })),
    }),
    cause("suspended", { by: { type: "string", enum: ["user", "admin"] } }),
    cause("begin_time", { atMs: COUNT }),
    cause("dependencies", {
      waitingFor: list(
        object({
          job: ID,
          "index?": COUNT,
          on: { type: "string", enum: ["success", "end", "failure"] },
          state: STATE,
        }),
      ),
      total: COUNT,
    }),
    cause("backoff", { untilMs: COUNT, tasks: COUNT }),
    cause("throttle", { maxConcurrent: COUNT, live: COUNT }),
    cause("quota", {
      scope: { type: "string", enum: ["site", "project", "account", "user"] },
      "project?": TEXT,
      "user?": TEXT,
      of: {
        type: "string",
        enum: ["cpusMilli", "memMib", "diskMib", "gpus", "tasks", "jobs", "cpuHours", "gpuHours"],
      },
      limit: { type: "number", minimum: 0 },
      used: { type: "number", minimum: 0 },
      asks: COUNT,
      "untilMs?": COUNT,
      "kept?": COUNT,
      "keptFor?": ID,
      "ownSinceMs?": COUNT,
    }),
    cause("borrowing", {
      scope: { type: "string", enum: ["site", "project", "account"] },
      "project?": TEXT,
      "user?": TEXT,
      of: { type: "string", enum: ["cpusMilli", "memMib", "diskMib", "gpus", "tasks", "jobs"] },
      limit: { type: "number", minimum: 0 },
      used: { type: "number", minimum: 0 },
    }),
    cause("licence", { name: TEXT, total: COUNT, inUse: COUNT, asks: COUNT, "kept?": COUNT }),
    cause("backend_down", { backend: TEXT, sinceMs: COUNT, cause: TEXT }),
    cause("no_agents", { backend: TEXT }),
    cause("never_fits", {
      need: VECTOR,
      agents: COUNT,
      "refusals?": list(REFUSAL),
      nearest: WITNESS,
    }),
    cause("no_match", { agents: COUNT, refusals: list(REFUSAL) }),
    cause("no_room", {
      need: VECTOR,
      "ports?": COUNT,
      agents: COUNT,
      refusals: list(REFUSAL),
      nearest: WITNESS,
    }),
    cause("maintenance", {
      agents: COUNT,
      startMs: COUNT,
      hostname: TEXT,
      limitMs: COUNT,
      assumed: { type: "boolean" },
    }),
    cause("routing", { open: list(TEXT), next: list(TEXT), atMs: COUNT }),
    cause("reserving", {
      backend: TEXT,
      agentId: TEXT,
      hostname: TEXT,
      sinceMs: COUNT,
      need: VECTOR,
      reserved: VECTOR,
      "startMs?": COUNT,
      "briefMs?": COUNT,
    }),
    cause("gang", {
      tasks: COUNT,
      fit: COUNT,
      "ending?": COUNT,
      "uniform?": TEXT,
      "startMs?": COUNT,
      "agents?": COUNT,
    }),
    cause("turn", {
      aheadInAccount: COUNT,
      accountsAhead: COUNT,
      "gap?": { type: "number", minimum: 0 },
    }),
  ],
};

/** What alone would let it start. */
export const CHANGE: JsonSchema = {
  oneOf: [
    cause("room", { backend: TEXT, agentId: TEXT, hostname: TEXT, more: VECTOR, "ports?": COUNT }),
    cause("time_limit", { hostname: TEXT, limitMs: COUNT, less: COUNT }),
    cause("quota", {
      scope: { type: "string", enum: ["site", "project", "account"] },
      "project?": TEXT,
      "user?": TEXT,
      of: { type: "string", enum: ["cpusMilli", "memMib", "diskMib", "gpus", "tasks"] },
      limit: { type: "number" },
      more: { type: "number" },
    }),
    cause("licence", { name: TEXT, more: COUNT }),
  ],
};
