import type { Executor, LeaderStanding, Setting } from "../../client/site.ts";
import { has, valueOf } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { printDocument, printList } from "../frame/output.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { printable } from "../text/printable.ts";
import type { Column } from "../text/table.ts";
import { parseTime } from "../text/time-text.ts";
import { ValueError } from "../text/value-error.ts";

/** What operators ask of the scheduler that leads, by the words after `admin`. */
export const OPERATE: Readonly<Record<string, (context: Context) => Promise<number>>> = {
  leader,
  "step-down": stepDown,
  reconcile,
  config: serverSettings,
  drain: (context) => close(context, "drain"),
  undrain: (context) => open(context, "undrain"),
  disable: (context) => close(context, "disable"),
  enable: (context) => open(context, "enable"),
};

/** Verbs that take the name of a machine or a cluster. */
export const NAMED: ReadonlySet<string> = new Set(["drain", "undrain", "disable", "enable"]);

/** The clusters, and how the scheduler stands with them. */
export async function executors(context: Context): Promise<number> {
  const { client } = await context.connect();
  return printList(context, {
    rows: await client.executors(),
    document: (row) => row,
    name: ({ name }) => name,
    none: "no clusters",
    columns: [
      { title: "EXECUTOR", text: ({ name }) => name },
      {
        title: "STATE",
        text: ({ closed, state }) => (closed === undefined ? state : `${state}, off`),
        paint: (cell, { closed, state }) =>
          context.terminal.paint(
            state !== "connected" ? "red" : closed === undefined ? "green" : "yellow",
            cell,
          ),
      },
      { title: "SINCE", text: ({ since }) => timeText(since) },
      { title: "NODES", text: ({ nodes }) => String(nodes), align: "right" },
      { title: "TASKS", text: ({ tasks }) => String(tasks), align: "right" },
      { title: "OFFERS", text: ({ offers }) => String(offers), align: "right" },
      { title: "CAUSE", text: ({ cause, closed }) => cause ?? closedText(closed), shrinksTo: 8 },
    ] satisfies readonly Column<Executor>[],
    wide: [{ title: "CAN", text: abilities }],
  });
}

/** Who closed it, until when it is empty, and why. */
export function closedText(closed: Executor["closed"]): string {
  if (closed === undefined) return "";
  const { by, deadline, reason } = closed;
  const end = deadline === undefined ? "" : `, empty by ${timeText(deadline)}`;
  return `by ${by}${end}${reason === undefined ? "" : `: ${reason}`}`;
}

/** Names of what tasks can ask of it. */
function abilities({ capabilities = {} }: Executor): string {
  return Object.entries(capabilities)
    .flatMap(([name, value]) =>
      value === false ? [] : value === true ? [name] : [`${name}=${String(value)}`],
    )
    .join(",");
}

async function close(context: Context, verb: "drain" | "disable"): Promise<number> {
  const { args, io } = context;
  const name = nameOf(context, verb);
  const [reason, deadline] = [valueOf(args, "reason"), valueOf(args, "deadline")];
  const why = {
    ...(reason === undefined ? {} : { reason }),
    ...(deadline === undefined ? {} : { deadline: deadlineOf(context, deadline, io.nowMs()) }),
  };
  const { client } = await context.connect();
  const how = { dryRun: has(args, "dry-run") };
  const state =
    verb === "drain" ? await client.drain(name, why, how) : await client.disableExecutor(name, why, how);
  const end =
    state.deadline === undefined
      ? "what runs there goes on"
      : `it is empty by ${timeText(state.deadline)} UTC`;
  return printDocument(context, state, () =>
    context.terminal.out(
      `nothing new ${how.dryRun ? "would start" : "starts"} on ${printable(name)}; ${end}\n`,
    ),
  );
}

async function open(context: Context, verb: "undrain" | "enable"): Promise<number> {
  const name = nameOf(context, verb);
  const { client } = await context.connect();
  const how = { dryRun: has(context.args, "dry-run") };
  const state = verb === "undrain" ? await client.undrain(name, how) : await client.enableExecutor(name, how);
  return printDocument(context, state, () =>
    context.terminal.out(`jobs ${how.dryRun ? "would start" : "start"} on ${printable(name)} again\n`),
  );
}

/** @throws Failure */
function nameOf({ args }: Context, verb: string): string {
  const [, name] = args.operands;
  if (name !== undefined) return name;
  const what = verb.endsWith("drain")
    ? "a machine; `godocker nodes` lists them"
    : "a cluster; `godocker nodes executors` lists them";
  throw new Failure({
    exit: EXIT.usage,
    what: `admin ${verb} needs the name of ${what}`,
    usage: usageOf(args.command),
  });
}

/** @throws Failure */
function deadlineOf({ args }: Context, text: string, nowMs: number): string {
  try {
    return parseTime(/^\d+(\.\d+)?\s*[a-z]+$/i.test(text) ? `now+${text}` : text, nowMs);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new Failure({
      exit: EXIT.usage,
      what: `--deadline: ${error.message}`,
      ...(error.fix === undefined ? {} : { fix: error.fix }),
      usage: usageOf(args.command),
    });
  }
}

async function leader(context: Context): Promise<number> {
  const { client } = await context.connect();
  return printStanding(context, await client.leader(), "leads");
}

async function stepDown(context: Context): Promise<number> {
  const { client } = await context.connect();
  const dryRun = has(context.args, "dry-run");
  const before = await client.stepDown({ dryRun });
  return printStanding(context, before, dryRun ? "would step down" : "was told to step down");
}

async function printStanding(context: Context, standing: LeaderStanding, how: string): Promise<number> {
  const { epoch, instance, since } = standing;
  return printDocument(context, standing, async () => {
    await context.terminal.out(
      `${printable(instance)} ${how}: it leads since ${timeText(since)} UTC, as number ${epoch}\n`,
    );
  });
}

async function reconcile(context: Context): Promise<number> {
  const { client } = await context.connect();
  const dryRun = has(context.args, "dry-run");
  const asked = await client.reconcile({ dryRun });
  const names = asked.executors.join(", ");
  return printDocument(context, asked, async () => {
    const said = names === "" ? "no cluster is connected" : `${dryRun ? "would ask" : "asks"} ${names}`;
    await context.terminal.out(`${printable(said)}\n`);
  });
}

async function serverSettings(context: Context): Promise<number> {
  const { client } = await context.connect();
  const settings = await client.settings();
  return printDocument(context, { items: settings }, async () => {
    await context.terminal.out(settings.map((each) => `${printable(settingText(each))}\n`).join(""));
  });
}

function settingText({ key, source, value }: Setting): string {
  const shown = value === undefined ? "none" : typeof value === "string" ? value : JSON.stringify(value);
  return `${key} = ${shown}  (${source})`;
}

function timeText(instant: string): string {
  return instant.slice(0, 19).replace("T", " ");
}
