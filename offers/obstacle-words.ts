import type { Affinity } from "../jobs/spec/affinity.ts";
import type { Constraint } from "../jobs/spec/constraint.ts";
import type { ResourceKind } from "../resources/vector.ts";
import { minutes, timeOfDay } from "./amount-words.ts";
import type { Refusal } from "./explanation.ts";

const KIND_WORDS: Readonly<Record<ResourceKind, string>> = {
  cpusMilli: "cpu",
  memMib: "memory",
  diskMib: "disk",
  gpus: "GPUs",
};

/**
 * What keeps a task from a machine: completes "12 machines …".
 * @param nowMs  times of another day than this are told with their date
 */
export function obstacleWords(refusal: Refusal, nowMs?: number): string {
  const { agents, briefMs, constraint, hostname, job, lacking, owner, startMs, untilMs } = refusal;
  const atMs = nowMs ?? startMs ?? untilMs ?? 0;
  switch (lacking) {
    case "inactive":
      return `not in service (${agents === 1 ? hostname : `${hostname} …`})`;
    case "shared":
      return `whose machine is given out by the cluster "${owner}" (${hostname})`;
    case "closed":
      return closingWords(refusal, atMs);
    case "unable":
      return "of a cluster that cannot do what it needs, or that it may not use";
    case "constraint":
      return `without ${constraintWords(constraint)}`;
    case "rule":
      return `that the site's rules keep it from (${constraintWords(constraint)})`;
    case "ports":
      return "without enough free ports";
    case "kept": {
      const when = startMs === undefined ? "" : `, which gets it about ${timeOfDay(startMs, atMs)}`;
      const others = briefMs === undefined ? "" : `; until then for jobs of at most ${minutes(briefMs)}`;
      return `with room that is kept for job ${job}${when}${others} (${hostname})`;
    }
    case "kept_for_gpus":
      return `with room that is kept beside free GPUs, for jobs that ask for these (${hostname})`;
    case "quarantined":
      return untilMs === undefined
        ? `with room, tried with one task at a time since others failed there (${hostname})`
        : `with room, left alone until ${timeOfDay(untilMs, atMs)} since too many tasks failed there (${hostname})`;
    case "maintenance":
      return `with room, going away too soon (${hostname})`;
    case "affinity":
      return `with room, ${affinityWords(refusal.affinity)} (${hostname})`;
    case "avoided":
      return `with room, where it failed before (${hostname})`;
    default:
      return `without enough ${KIND_WORDS[lacking]}`;
  }
}

function closingWords({ agents, closing, hostname }: Refusal, atMs: number): string {
  if (closing === undefined) return "that nothing new starts on";
  const { backend, by, deadlineMs, node, reason } = closing;
  const what =
    node === undefined
      ? `of the cluster "${backend ?? ""}", which is switched off`
      : agents === 1
        ? `that is drained (${hostname})`
        : `that are drained (${hostname} …)`;
  const why = reason === undefined ? "" : `: ${reason}`;
  const end =
    deadlineMs === undefined || deadlineMs <= atMs ? "" : `, empty by ${timeOfDay(deadlineMs, atMs)}`;
  return `${what} by ${by}${end}${why}`;
}

function affinityWords(affinity: Affinity | undefined): string {
  if (affinity === undefined) return "where others run";
  const { attribute, job, op } = affinity;
  const where = attribute === "hostname" ? "there" : `on the same ${attribute}`;
  switch (op) {
    case "unique":
      return `where another of its tasks runs ${where}`;
    case "balanced":
      return `where more of its tasks run ${where} than elsewhere`;
    case "with":
      return `where no task of job ${job} runs ${where}`;
    case "apart":
      return `where a task of job ${job} runs ${where}`;
    default:
      return op satisfies never;
  }
}

const OP_WORDS = { eq: "=", ne: "≠", in: "in", notIn: "not in", gt: ">", lt: "<", match: "like" } as const;

function constraintWords(constraint: Constraint | undefined): string {
  if (constraint === undefined) return "what it asks for";
  const { attribute, op, values } = constraint;
  if (op === "exists") return attribute;
  if (op === "absent") return `no ${attribute}`;
  return `${attribute} ${OP_WORDS[op]} ${values.join(", ")}`;
}
