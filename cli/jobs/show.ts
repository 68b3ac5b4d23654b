import type { Attempt, Job, JobEvent } from "../../client/documents/jobs.ts";
import { formatDuration } from "../../resources/units.ts";
import type { Args } from "../frame/args.ts";
import { has, valueOf } from "../frame/args.ts";
import type { Context } from "../frame/context.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { formatArray } from "../job-document/job-array.ts";
import { ago, nodeOf, parseJobRef, secondsBetween, shortDuration, STATE_COLOURS } from "./job-words.ts";
import { printDocument } from "../frame/output.ts";
import { attemptPlaceColumns, placementFacts, resourcesLine } from "./placement-words.ts";
import { printable, printableJson, printableLines } from "../text/printable.ts";
import { quoted } from "../text/shell-words.ts";
import { startText } from "./start-text.ts";
import type { Column } from "../text/table.ts";
import { table } from "../text/table.ts";

/** Lines of a script and variables that are shown; all of them are under --spec. */
const SHOWN_MAX = 20;

export async function show(context: Context): Promise<number> {
  const { args, terminal } = context;
  const { id, index } = parseJobRef(args.operands[0] ?? "");
  const only = attemptOf(args);
  const { client } = await context.connect();
  if (has(args, "spec")) {
    const spec = await client.spec(id);
    return printDocument(context, spec, () => terminal.out(`${printableJson(spec, 2)}\n`));
  }
  const job = await client.get(id);
  const all =
    index === undefined && only === undefined
      ? job.attempts
      : (await client.attempts(id, { limit: 1000, ...(index === undefined ? {} : { index }) })).items;
  const attempts = all.filter(({ attempt }) => only === undefined || attempt === only);
  if (only !== undefined && attempts.length === 0) {
    throw new Failure({ exit: EXIT.notFound, what: `job ${id} has no attempt ${only}` });
  }
  const events: JobEvent[] = [];
  if (has(args, "events")) for await (const event of client.history(id)) events.push(event);
  const document = {
    ...job,
    ...(index === undefined ? {} : { index }),
    attempts,
    ...(has(args, "events") ? { events } : {}),
  };
  return printDocument(context, document, async () => {
    await terminal.out(summary(context, job));
    if (attempts.length > 0) {
      const title = index === undefined ? "Attempts" : `Attempts of task ${index}`;
      await terminal.out(`\n${terminal.paint("bold", title)}\n`);
      const shown = table(columnsOf(context, job, attempts), attempts, { width: undefined });
      await terminal.out(shown.replaceAll(/^(?=.)/gm, "  "));
    } else if (index !== undefined) {
      await terminal.out(`\nTask ${index} has not begun.\n`);
    }
    await terminal.out(program(job));
    if (events.length > 0) await terminal.out(`\nEvents\n${events.map(eventLine).join("")}`);
  });
}

function eventLine({ at, attempt, index, message, reason, type }: JobEvent): string {
  const which = [
    index === undefined ? "" : `task ${index}`,
    attempt === undefined ? "" : `attempt ${attempt}`,
  ];
  const words = [type, ...which, message ?? reason ?? ""].filter(Boolean).join("  ");
  return `  ${at}  ${printable(words)}\n`;
}

function attemptOf(args: Args): number | undefined {
  const text = valueOf(args, "attempt");
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new Failure({
    exit: EXIT.usage,
    what: `--attempt ${text} is not possible`,
    fix: "write a whole number from 1 on",
  });
}

function summary({ io, terminal }: Context, job: Job): string {
  const nowMs = io.nowMs();
  const when = (instant: string | undefined) =>
    instant === undefined ? "" : `${instant} (${ago(instant, nowMs)})`;
  const ran =
    job.startedAt === undefined ? "" : shortDuration(secondsBetween(job.startedAt, job.endedAt ?? nowMs));
  const facts: readonly (readonly [string, string])[] = [
    ["state", [job.state, job.reason].filter(Boolean).join(", ")],
    ["", job.message ?? ""],
    ["user", job.user],
    ["project", job.project],
    ["description", job.description ?? ""],
    ["submitted", when(job.createdAt)],
    ["starts", job.estimatedStart === undefined ? "" : startText(job.estimatedStart, nowMs)],
    ["started", when(job.startedAt)],
    ["ended", when(job.endedAt)],
    ["ran for", ran],
    ["node", nodeOf(job) ?? ""],
    ["unreachable", job.unreachable === undefined ? "" : `${job.unreachable} of its tasks`],
    ["exit code", job.exitCode === undefined ? "" : String(job.exitCode)],
    ["signal", job.signal === undefined ? "" : String(job.signal)],
    ["resources", resourcesLine(job)],
    ...placementFacts(job),
    ["time limit", job.walltimeSeconds === undefined ? "none" : formatDuration(job.walltimeSeconds)],
    ["volumes", job.volumes.map(({ name, mode = "ro" }) => `${name}:${mode}`).join(", ")],
    ["array", arrayLine(job)],
    ["after", job.dependencies.map(({ job: id, on = "success" }) => `${id} (${on})`).join(", ")],
    ["priority", String(job.priority)],
    [
      "retry",
      `${job.retry.maxAttempts ?? 1} attempts for each kind of failure, on ${(job.retry.on ?? []).join(", ") || "nothing"}`,
    ],
    [
      "secrets",
      (job.secrets ?? []).map(({ env, file, name }) => `${name} (${env ?? `file ${file}`})`).join(", "),
    ],
    ["labels", pairs(job.labels)],
    ["environment", pairs(job.env)],
    ["directory", job.directory],
  ];
  const title = `${terminal.paint("bold", `Job ${job.id}`)}  ${printable(job.name)}\n`;
  const lines = facts
    .filter(([, text]) => text !== "")
    .map(([name, text]) => {
      const shown = printable(text);
      return `  ${name.padEnd(12)}${name === "state" ? terminal.paint(STATE_COLOURS[job.state], shown) : shown}\n`;
    });
  return title + lines.join("");
}

function arrayLine({ array, progress }: Job): string {
  if (array === undefined) return "";
  const list = "indices" in array ? array : { ...array, step: array.step ?? 1 };
  if (progress === undefined) return formatArray(list);
  const { total, ...states } = progress;
  const counts = Object.entries(states).flatMap(([state, count]) => (count > 0 ? [`${count} ${state}`] : []));
  const written = formatArray(list);
  return `${written.length > 60 ? `${written.slice(0, 59)}…` : written}: ${total} tasks, ${counts.join(", ")}`;
}

function pairs(map: Readonly<Record<string, string>>): string {
  const entries = Object.entries(map);
  const shown = entries.slice(0, SHOWN_MAX).map(([key, value]) => quoted([`${key}=${value}`]));
  return `${shown.join(" ")}${entries.length > SHOWN_MAX ? ` and ${entries.length - SHOWN_MAX} more` : ""}`;
}

function program(job: Job): string {
  if (job.command !== undefined) return `\nCommand\n  ${printable(quoted(job.command))}\n`;
  const lines = printableLines(job.script ?? "")
    .replace(/\n$/, "")
    .split("\n");
  const shown = lines.slice(0, SHOWN_MAX).map((line) => (line === "" ? "\n" : `  ${line}\n`));
  const more =
    lines.length > SHOWN_MAX
      ? `  … ${lines.length - SHOWN_MAX} more lines: godocker show ${job.id} --spec\n`
      : "";
  const args = job.args.length === 0 ? "" : ` with ${printable(quoted(job.args))}`;
  return `\nScript${args}\n${shown.join("")}${more}`;
}

function columnsOf(
  { io, terminal }: Context,
  job: Job,
  attempts: readonly Attempt[],
): readonly Column<Attempt>[] {
  const nowMs = io.nowMs();
  return [
    ...(job.array === undefined
      ? []
      : [{ title: "INDEX", text: ({ index }: Attempt) => String(index ?? ""), align: "right" as const }]),
    { title: "ATTEMPT", text: ({ attempt }) => String(attempt), align: "right" },
    {
      title: "STATE",
      text: ({ state }) => state,
      paint: (cell, { state }) => terminal.paint(STATE_COLOURS[state], cell),
    },
    { title: "NODE", text: ({ node }) => node },
    { title: "STARTED", text: ({ startedAt }) => startedAt ?? "" },
    {
      title: "TIME",
      text: ({ startedAt, endedAt }) =>
        startedAt === undefined ? "" : shortDuration(secondsBetween(startedAt, endedAt ?? nowMs)),
      align: "right",
    },
    ...attemptPlaceColumns(attempts),
    {
      title: "EXIT",
      text: ({ exitCode, signal }) => (signal === undefined ? String(exitCode ?? "") : `signal ${signal}`),
    },
    {
      title: "MESSAGE",
      text: ({ message, reason, unreachableSince }) =>
        [message ?? reason ?? "", unreachableSince === undefined ? "" : "unreachable"]
          .filter(Boolean)
          .join(", "),
    },
  ];
}
