import { formatCpus, formatSize } from "../resources/units.ts";
import type { ResourceKind, ResourceVector } from "../resources/vector.ts";
import type { Cause, Explanation } from "./explanation.ts";

const MIB = 1024 * 1024;

/** The explanation for people: one sentence a cause, the one that keeps the job longest first. */
export function sentences(explanation: Explanation): readonly string[] {
  return explanation.causes.map((cause) => sentence(cause, explanation.atMs));
}

function sentence(cause: Cause, atMs: number): string {
  switch (cause.kind) {
    case "held":
      return cause.by === "admin"
        ? "it is held by an administrator, who can release it"
        : "it is held; `godocker release` lets it go";
    case "dependencies": {
      const named = cause.waitingFor.map(({ job, on, state }) => `job ${job} (${state}) to ${ON_WORDS[on]}`);
      const more = cause.total - cause.waitingFor.length;
      return `it waits for ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
    }
    case "backoff":
      return `${tasks(cause.tasks)} failed and will be tried again in ${Math.max(1, Math.ceil((cause.untilMs - atMs) / 1000))} s`;
    case "throttle":
      return `the array runs at most ${cause.maxConcurrent} tasks at once, and ${cause.live} are under way`;
    case "backend_down":
      return `the cluster "${cause.backend}" has not been reachable for ${Math.max(0, Math.round((atMs - cause.sinceMs) / 1000))} s (${cause.cause})`;
    case "no_agents":
      return `the cluster "${cause.backend}" has no agents`;
    case "never_fits":
      return (
        `it asks for ${amounts(cause.need, cause.nearest.lacking)}, more than ${anyOf(cause.agents)} has; ` +
        `the nearest is ${cause.nearest.hostname} with ${amounts(cause.nearest.has, cause.nearest.lacking)}`
      );
    case "no_room": {
      const counts = cause.refusals.map(
        ({ lacking, agents: n }) =>
          `${n} ${lacking === "inactive" ? "not in service" : `without enough ${KIND_WORDS[lacking]}`}`,
      );
      return (
        `it asks for ${amounts(cause.need, cause.nearest.lacking)}; the nearest is ${cause.nearest.hostname}, ` +
        `with ${amounts(cause.nearest.has, cause.nearest.lacking)} free ` +
        `(${agents(cause.agents)}: ${counts.join(", ")})`
      );
    }
    case "turn": {
      const first = [
        ...(cause.aheadInAccount > 0 ? [`${cause.aheadInAccount} of your own jobs`] : []),
        ...(cause.accountsAhead > 0 ? [`${accounts(cause.accountsAhead)} with less usage`] : []),
      ];
      return first.length === 0
        ? "it is next: an offer is on its way"
        : `before it go ${first.join(" and ")}`;
    }
    default:
      return cause satisfies never;
  }
}

const ON_WORDS = { success: "succeed", end: "end", failure: "fail" } as const;
const KIND_WORDS: Readonly<Record<ResourceKind, string>> = {
  cpusMilli: "cpu",
  memMib: "memory",
  diskMib: "disk",
  gpus: "GPUs",
};

/** `3 CPUs and 2 GiB memory`: only the kinds asked for, all of them when none is. */
function amounts(vector: ResourceVector, kinds: readonly ResourceKind[]): string {
  const shown = kinds.length === 0 ? (["cpusMilli", "memMib"] as const) : kinds;
  return shown
    .map((kind) => {
      switch (kind) {
        case "cpusMilli":
          return vector.cpusMilli === 1000 ? "1 CPU" : `${formatCpus(vector.cpusMilli)} CPUs`;
        case "memMib":
          return `${formatSize(vector.memMib * MIB)} memory`;
        case "diskMib":
          return `${formatSize(vector.diskMib * MIB)} disk`;
        case "gpus":
          return vector.gpus === 1 ? "1 GPU" : `${vector.gpus} GPUs`;
        default:
          return kind satisfies never;
      }
    })
    .join(" and ");
}

function anyOf(count: number): string {
  return count === 1 ? "the only agent" : `any of ${count} agents`;
}
function agents(count: number): string {
  return count === 1 ? "1 agent" : `${count} agents`;
}
function tasks(count: number): string {
  return count === 1 ? "a task" : `${count} tasks`;
}
function accounts(count: number): string {
  return count === 1 ? "another account" : `${count} other accounts`;
}
