import type { JobSpec } from "../../client/documents/spec.ts";
import type { Change, Simulation } from "../../client/documents/waiting.ts";
import { ApiError } from "../../client/http.ts";
import { parseDuration, UnitError } from "../../resources/units.ts";
import { apiFailure } from "../connection/api-failure.ts";
import { valueOf, valuesOf, type Args } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { printDocument } from "../frame/output.ts";
import { readJob } from "../job-document/job-source.ts";
import { parseJobRef, shortDuration } from "../jobs/job-words.ts";
import { clockText } from "../jobs/start-text.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { printable } from "../text/printable.ts";

/** Of the jobs whose start would move, as many are shown to a person. */
const SHOWN = 20;

/** When a job would start if it were submitted now, and what a change would do to what waits. */
export async function whatIf(context: Context): Promise<number> {
  const { args, io } = context;
  const change = changeOf(args);
  const hasJob = args.operands.length > 0 || args.rest !== undefined || valueOf(args, "spec") !== undefined;
  if (!hasJob && Object.keys(change).length === 0) {
    throw new Failure({
      exit: EXIT.usage,
      what: "nothing is said to be otherwise",
      fix: "name a job, as for submit, or a change: --node-add, --node-remove, --share, --policy, --half-life, --cancel",
      usage: usageOf(args.command),
    });
  }
  const draft = hasJob ? await readJob(context) : undefined;
  const { client, url } = await context.connect();
  let found: Simulation;
  try {
    // The server checks the job, as it would for submit.
    found = await client.simulate({
      ...change,
      ...(draft === undefined ? {} : { submit: [draft as JobSpec] }),
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new Failure(apiFailure(error, { what: "not simulated", url }));
  }
  return printDocument(context, found, () =>
    context.terminal.out(`${linesOf(found, io.nowMs()).map(printable).join("\n")}\n`),
  );
}

function changeOf(args: Args): Omit<Change, "submit"> {
  const policy = valueOf(args, "policy");
  const halfLife = valueOf(args, "half-life");
  const shares = valuesOf(args, "share").map(shareOf);
  const addNodes = valuesOf(args, "node-add").map(addedOf);
  const removeNodes = valuesOf(args, "node-remove");
  const cancel = valuesOf(args, "cancel").map((text) => parseJobRef(text).id);
  return {
    ...(policy === "fifo" || policy === "fair-share" ? { policy } : {}),
    ...(halfLife === undefined ? {} : { halfLifeSeconds: secondsOf(halfLife) }),
    ...(shares.length === 0 ? {} : { shares }),
    ...(addNodes.length === 0 ? {} : { addNodes }),
    ...(removeNodes.length === 0 ? {} : { removeNodes }),
    ...(cancel.length === 0 ? {} : { cancel }),
  };
}

function shareOf(text: string): { readonly name: string; readonly weight: number } {
  const [, name, weight] = /^(.+)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (name !== undefined && Number(weight) > 0) return { name, weight: Number(weight) };
  throw refused("share", text, "a project, or project/user, and its weight: --share bio=2");
}

function addedOf(text: string): { readonly like: string; readonly count: number } {
  const [, like = "", count = "1"] = /^(.+?)(?:=([1-9]\d{0,2}))?$/.exec(text) ?? [];
  if (like !== "" && !like.includes("=")) return { like, count: Number(count) };
  throw refused("node-add", text, "a node to be like, and how many more of it: --node-add node7=2");
}

function secondsOf(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    throw refused("half-life", text, "such as --half-life 12h");
  }
}

function refused(flag: string, text: string, fix: string): Failure {
  return new Failure({ exit: EXIT.usage, what: `--${flag} ${text} is not possible`, fix });
}

function linesOf(found: Simulation, nowMs: number): readonly string[] {
  const { earlier, jobs, later, same, submitted, unknown } = found;
  const moved = jobs.filter(({ seconds }) => seconds !== undefined && Math.abs(seconds) > 1);
  const rest = moved.length - SHOWN;
  return [
    ...submitted.map(({ at, latest, name }) =>
      at === undefined || latest === undefined
        ? `${name}: nobody can say when it would start`
        : `${name} would start about ${clockText(at, nowMs)}, at the latest ${clockText(latest, nowMs)} with 90 %`,
    ),
    `of the jobs that wait, ${earlier} would start earlier, ${later} later, ${same} as now; of ${unknown} nothing can be said`,
    ...moved.slice(0, SHOWN).map(({ after = "", before = "", id, seconds = 0 }) => {
      const how = seconds < 0 ? "earlier" : "later";
      return `  job ${id}  ${clockText(before, nowMs)} -> ${clockText(after, nowMs)}  ${shortDuration(Math.abs(seconds))} ${how}`;
    }),
    ...(rest > 0 ? [`  ${rest} more; --json has them`] : []),
    ...found.assumptions.map((assumption) => `assumed: ${assumption}`),
  ];
}
