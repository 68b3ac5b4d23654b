import type { Job } from "../../client/documents/jobs.ts";
import type { Explanation } from "../../client/documents/waiting.ts";
import { formatSize } from "../../resources/units.ts";
import { RESOURCE_KINDS } from "../../resources/vector.ts";
import type { ResourceKind } from "../../resources/vector.ts";
import { has, valueOf } from "../frame/args.ts";
import { formatConstraint } from "../job-document/constraint-text.ts";
import type { Context } from "../frame/context.ts";
import { endSentence, hasEnded, nodeOf, parseJobRef, secondsBetween, shortDuration } from "./job-words.ts";
import { printDocument } from "../frame/output.ts";
import { printable } from "../text/printable.ts";
import { startText } from "./start-text.ts";

/** Older than this, the answer says so. */
const FRESH_SECONDS = 10;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** Why a job is where it is: a sentence for each cause first, then the facts behind them and their age. */
export async function why(context: Context): Promise<number> {
  const { id } = parseJobRef(context.args.operands[0] ?? "");
  const { args } = context;
  const node = valueOf(args, "node");
  const { client } = await context.connect();
  const explanation = await client.explain(id, {
    ...(node === undefined ? {} : { node }),
    ...(has(args, "trace") ? { trace: true } : {}),
  });
  return printDocument(context, explanation, async () => {
    await printAnswer(context, explanation, await client.get(id));
  });
}

/** The same for a job that was just submitted, for people only. */
export async function printWhy(context: Context, id: number): Promise<void> {
  const { client } = await context.connect();
  await printAnswer(context, await client.explain(id), await client.get(id));
}

async function printAnswer({ io, terminal }: Context, explanation: Explanation, job: Job): Promise<void> {
  const lines = [
    ...headLines(explanation, job, io.nowMs()),
    ...explanation.causes.flatMap((cause) => factLines(cause).map((line) => `  ${line}`)),
    ...(job.estimatedStart === undefined ? [] : [`starts ${startText(job.estimatedStart, io.nowMs())}`]),
    ...nodeLines(explanation),
    ...(explanation.note === undefined ? [] : [`note: ${explanation.note}`]),
    ...ageLine(explanation),
  ];
  await terminal.out(lines.map((line) => `${printable(line)}\n`).join(""));
  if (explanation.source === "leader" && explanation.ageSeconds > FRESH_SECONDS) {
    await terminal.warn(`this answer is ${shortDuration(explanation.ageSeconds)} old`);
  }
}

/** Only what was evaluated, never a guess. */
function headLines({ state, sentences, source }: Explanation, job: Job, nowMs: number): readonly string[] {
  if (hasEnded(state)) return [endSentence({ ...job, state })];
  if (state === "running" || state === "starting" || state === "stopping" || state === "suspended") {
    const node = nodeOf(job);
    const since = shortDuration(secondsBetween(job.stateSince, nowMs));
    const where = node === undefined || job.array !== undefined ? "" : ` on ${node}`;
    const what = `${state}${where} for ${since}${job.message === undefined ? "" : `: ${job.message}`}`;
    return [
      what,
      ...sentences.filter((sentence) => sentence !== job.message).map((each) => `waiting: ${each}`),
    ];
  }
  if (sentences.length > 0) return sentences.map((sentence) => `waiting: ${sentence}`);
  return [
    source === "leader"
      ? "waiting: the scheduler sees nothing that keeps it"
      : `waiting: the stored state is ${state}, without a reason`,
  ];
}

/** A line for each machine that was asked about. */
function nodeLines({ nodes = [] }: Explanation): readonly string[] {
  const width = Math.max(...nodes.map(({ node }) => node.length), 0);
  return nodes.map(({ node, sentence }) => `  ${node.padEnd(width)}  ${sentence}`);
}

function ageLine({ state, source, ageSeconds }: Explanation): readonly string[] {
  if (source === "leader") return [`evaluated ${shortDuration(ageSeconds)} ago by the scheduler`];
  return hasEnded(state) ? [] : [`stored ${shortDuration(ageSeconds)} ago`];
}

/** The facts of a cause that its sentence does not spell out. Fields of causes to come are left alone. */
function factLines(cause: Explanation["causes"][number]): readonly string[] {
  const lines: string[] = [];
  const fact = (name: string, text: string) => lines.push(`${name.padEnd(10)}${text}`);
  const { need, nearest, agents, refusals, reserved, hostname, waitingFor, total } = cause;
  if (isRecord(need)) fact("asked", amounts(need));
  if (isRecord(nearest) && isRecord(nearest.has)) {
    const has = cause.kind === "never_fits" ? "in all" : "free";
    fact(
      "nearest",
      `${String(nearest.hostname)}: ${has} ${amounts(nearest.has, roundedSize)}${lackingText(nearest.lacking)}`,
    );
  }
  if (typeof agents === "number") {
    const counts = Array.isArray(refusals) ? refusals.filter(isRecord).map(refusalText) : [];
    const all = cause.kind === "never_fits" ? ": all too small, even when empty" : "";
    fact("agents", `${agents}${counts.length === 0 ? all : `: ${counts.join(", ")}`}`);
  }
  if (isRecord(reserved)) fact("reserved", `${String(hostname)}: ${amounts(reserved, roundedSize)}`);
  if (Array.isArray(waitingFor)) {
    for (const each of waitingFor.filter(isRecord)) {
      fact("after", `job ${String(each.job)} (${String(each.on)}), now ${String(each.state)}`);
    }
    if (typeof total === "number" && total > waitingFor.length) fact("", `${total - waitingFor.length} more`);
  }
  if (cause.kind === "turn") {
    fact(
      "ahead",
      `${String(cause.aheadInAccount)} jobs of this account, ${String(cause.accountsAhead)} other accounts`,
    );
  }
  return lines;
}

/** Agents by what keeps the task from them. Words to come are shown as they are. */
function refusalText({ lacking, agents, constraint, job }: Readonly<Record<string, unknown>>): string {
  const count = String(agents);
  switch (lacking) {
    case "inactive":
      return `${count} not in service`;
    case "shared":
      return `${count} that another cluster gives out`;
    case "closed":
      return `${count} drained or switched off`;
    case "unable":
      return `${count} of a cluster that cannot do it`;
    case "constraint":
      return `${count} without ${constraintText(constraint)}`;
    case "rule":
      return `${count} against a rule of the site, ${constraintText(constraint)}`;
    case "kept":
      return `${count} kept for job ${String(job)}`;
    case "maintenance":
      return `${count} going away too soon`;
    case "quarantined":
      return `${count} left alone since tasks failed there`;
    case "kept_for_gpus":
      return `${count} with room that is kept beside free GPUs`;
    case "affinity":
      return `${count} by what runs there, or does not`;
    case "avoided":
      return `${count} where it failed before`;
    default:
      return `${count} too little ${kindName(lacking)}`;
  }
}

function constraintText(constraint: unknown): string {
  if (!isRecord(constraint)) return "what it asks for";
  const values = Array.isArray(constraint.values) ? constraint.values.map(String) : [];
  return formatConstraint({ attribute: String(constraint.attribute), op: String(constraint.op), values });
}

function lackingText(lacking: unknown): string {
  return Array.isArray(lacking) && lacking.length > 0
    ? `, too little ${lacking.map(kindName).join(" and ")}`
    : "";
}

const KIND_NAMES: Readonly<Record<ResourceKind, string>> = {
  cpusMilli: "cpu",
  memMib: "memory",
  diskMib: "disk",
  gpus: "GPUs",
};

function kindName(kind: unknown): string {
  const known = RESOURCE_KINDS.find((each) => each === kind);
  return known === undefined ? String(kind) : KIND_NAMES[known];
}

/** Of machines, which seldom have a round number: rounded down, so that it is never more than there is. */
function roundedSize(bytes: number): string {
  return bytes < GIB ? formatSize(bytes) : `${Math.floor((bytes * 10) / GIB) / 10} GiB`;
}

function amounts(vector: Readonly<Record<string, unknown>>, size = formatSize): string {
  const { cpusMilli = 0, memMib = 0, diskMib = 0, gpus = 0 } = vector;
  return [
    `${Number(cpusMilli) / 1000} CPU`,
    `${size(Number(memMib) * MIB)} memory`,
    ...(Number(diskMib) > 0 ? [`${size(Number(diskMib) * MIB)} disk`] : []),
    ...(Number(gpus) > 0 ? [`${Number(gpus)} GPU`] : []),
  ].join(", ");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
