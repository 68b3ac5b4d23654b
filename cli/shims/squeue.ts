import type { JobSummary } from "../../client/documents/jobs.ts";
import type { JobFilter } from "../../client/client.ts";
import { ApiError } from "../../client/http.ts";
import type { Flag } from "../frame/flag.ts";
import { parseWords } from "../frame/parse.ts";
import { ValueError } from "../text/value-error.ts";
import { FAILED, type Shim } from "./shim.ts";
import { slurmState, statesNamed } from "./slurm-states.ts";
import { formatOfSlurm, slurmTime, type Fields } from "./slurm-units.ts";

const flag = (name: string, short?: string, value = false, aliases: readonly string[] = []): Flag => ({
  name,
  summary: "",
  ...(short === undefined ? {} : { short }),
  ...(value ? { value: "VALUE" } : {}),
  ...(aliases.length === 0 ? {} : { aliases }),
});
const FLAGS: readonly Flag[] = [
  flag("noheader", "h"),
  flag("format", "o", true),
  flag("jobs", "j", true, ["job"]),
  flag("user", "u", true, ["users"]),
  flag("account", "A", true, ["accounts"]),
  flag("states", "t", true, ["state"]),
  flag("name", "n", true),
  flag("me"),
  flag("long", "l"),
  // Nothing is hidden, and arrays are one line each in any case.
  flag("all", "a"),
];
const USUAL = "%.18i %.9P %.8j %.8u %.2t %.10M %.6D %R";
const LONG = "%.18i %.9P %.8j %.8u %.8T %.10M %.9l %.6D %R";
/** As long Slurm shows what has ended. */
const ENDED_MS = 300_000;
const SHOWN_MAX = 100_000;

const LIVE = ["pending", "held", "starting", "running", "suspended", "stopping"] as const;

/** Jobs that have not ended, of everybody whom one may see; ended ones when their state is asked for. */
export async function squeue(shim: Shim, words: readonly string[]): Promise<number> {
  const { io, terminal } = shim;
  const parsed = parseWords(FLAGS, words);
  const faults = [
    ...parsed.faults.map(({ where, why }) => `${where} ${why}`),
    ...parsed.operands.map(({ text }) => `"${text}" is no flag`),
  ];
  for (const fault of faults) await terminal.err(`squeue: error: ${fault}\n`);
  if (faults.length > 0) return FAILED;
  const wishes = new Map(parsed.given.map(({ flag: { name }, text }) => [name, text ?? ""]));
  const nowMs = io.nowMs();
  const format = formatOfSlurm(wishes.get("format") ?? (wishes.has("long") ? LONG : USUAL), fieldsAt(nowMs));
  const { client } = await shim.connect();
  const states = wishes.get("states");
  const wanted = states === undefined ? LIVE : statesOf(states);
  const rows: JobSummary[] = [];
  const ids = wishes.get("jobs");
  if (ids === undefined) {
    const list = (name: string) => wishes.get(name)?.split(",");
    const filter: JobFilter = {
      state: wanted,
      ...(wishes.has("me")
        ? { user: (await client.whoami()).user }
        : wishes.has("user")
          ? { user: list("user") ?? [] }
          : {}),
      ...(wishes.has("account") ? { project: list("account") ?? [] } : {}),
      ...(wishes.has("name") ? { name: list("name") ?? [] } : {}),
      pageSize: 1000,
    };
    for await (const job of client.list(filter)) {
      if (isShown(job, nowMs)) rows.push(job);
      if (rows.length >= SHOWN_MAX) break;
    }
  } else {
    for (const text of ids.split(",")) {
      const id = Number(/^\d+/.exec(text)?.[0] ?? Number.NaN);
      const job = await client.get(id).catch((error: unknown) => {
        if (error instanceof ApiError && (error.status === 404 || error.status === 400)) return undefined;
        throw error;
      });
      if (job === undefined || !isShown(job, nowMs)) {
        await terminal.err("slurm_load_jobs error: Invalid job id specified\n");
        return FAILED;
      }
      if (states === undefined || wanted.includes(job.state)) rows.push(job);
    }
  }
  const lines = rows.toSorted((a, b) => a.id - b.id).map(format.line);
  const all = wishes.has("noheader") ? lines : [format.header, ...lines];
  await terminal.out(all.map((line) => `${line}\n`).join(""));
  return 0;
}

function isShown({ endedAt }: JobSummary, nowMs: number): boolean {
  return endedAt === undefined || Date.parse(endedAt) + ENDED_MS > nowMs;
}

function statesOf(text: string): readonly JobSummary["state"][] {
  if (text.toLowerCase() === "all") return [...LIVE, "succeeded", "failed", "cancelled"];
  return text.split(",").flatMap((name) => {
    const states = statesNamed(name);
    if (states === undefined) throw new ValueError(`there is no state ${name}`, "PENDING, RUNNING, all …");
    return states;
  });
}

function fieldsAt(nowMs: number): Fields<JobSummary> {
  const field = (title: string, text: (job: JobSummary) => string) => ({ title, text });
  const ranMs = ({ endedAt, startedAt }: JobSummary): number =>
    startedAt === undefined
      ? 0
      : (endedAt === undefined ? nowMs : Date.parse(endedAt)) - Date.parse(startedAt);
  const limit = ({ walltimeSeconds }: JobSummary): string =>
    walltimeSeconds === undefined ? "UNLIMITED" : slurmTime(walltimeSeconds);
  const instant = (text: string | undefined): string => text?.slice(0, 19) ?? "N/A";
  return {
    i: field("JOBID", ({ id }) => String(id)),
    A: field("JOBID", ({ id }) => String(id)),
    P: field("PARTITION", (job) => ("queue" in job && typeof job.queue === "string" ? job.queue : "default")),
    j: field("NAME", ({ name }) => name),
    u: field("USER", ({ user }) => user),
    a: field("ACCOUNT", ({ project }) => project),
    t: field("ST", (job) => slurmState(job).compact),
    T: field("STATE", (job) => slurmState(job).long),
    M: field("TIME", (job) => slurmTime(ranMs(job) / 1000)),
    l: field("TIME_LIMIT", limit),
    D: field("NODES", () => "1"),
    C: field("CPUS", ({ resources }) => String(Math.ceil(resources.cpus ?? 1))),
    Q: field("PRIORITY", ({ priority }) => String(priority)),
    N: field("NODELIST", ({ node = "" }) => node),
    r: field("REASON", ({ reason = "None" }) => reason),
    R: field("NODELIST(REASON)", ({ node, reason, state }) =>
      state === "pending" || state === "held" ? `(${reason ?? "Priority"})` : (node ?? ""),
    ),
    V: field("SUBMIT_TIME", ({ createdAt }) => instant(createdAt)),
    S: field("START_TIME", ({ startedAt }) => instant(startedAt)),
    e: field("END_TIME", ({ endedAt }) => instant(endedAt)),
    k: field("COMMENT", () => "(null)"),
  };
}
