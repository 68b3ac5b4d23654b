import type { Executor, LeaderStanding, Setting } from "../client/site.ts";
import { has } from "./args.ts";
import type { Context } from "./context.ts";
import { printDocument, printList } from "./output.ts";
import { printable } from "./printable.ts";
import type { Column } from "./table.ts";

/** What operators ask of the scheduler that leads, by the words after `admin`. */
export const OPERATE: Readonly<Record<string, (context: Context) => Promise<number>>> = {
  leader,
  "step-down": stepDown,
  reconcile,
  config: serverSettings,
};

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
        text: ({ state }) => state,
        paint: (cell, { state }) => context.terminal.paint(state === "connected" ? "green" : "red", cell),
      },
      { title: "SINCE", text: ({ since }) => timeText(since) },
      { title: "NODES", text: ({ nodes }) => String(nodes), align: "right" },
      { title: "TASKS", text: ({ tasks }) => String(tasks), align: "right" },
      { title: "OFFERS", text: ({ offers }) => String(offers), align: "right" },
      { title: "CAUSE", text: ({ cause = "" }) => cause, shrinksTo: 8 },
    ] satisfies readonly Column<Executor>[],
    wide: [{ title: "CAN", text: abilities }],
  });
}

/** Names of what tasks can ask of it. */
function abilities({ capabilities = {} }: Executor): string {
  return Object.entries(capabilities)
    .flatMap(([name, value]) =>
      value === false ? [] : value === true ? [name] : [`${name}=${String(value)}`],
    )
    .join(",");
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
