import type { Amounts, Node, Volume } from "../client/documents.ts";
import { formatOf, has } from "./args.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./failure.ts";
import { printable, printableJson } from "./printable.ts";
import type { Column } from "./table.ts";
import { table } from "./table.ts";

/** Agents of the embedded cluster tell by it which limits their host lets them enforce. */
const LIMITS_ATTRIBUTE = "godocker_limits";
const LIMITS = ["cpu", "memory", "pids", "disk", "ports", "rlimits", "processes", "users", "gpus"];

/** The limits that a job could pass over there; `-` where nothing is known of them. */
function notEnforced(enforced: string | undefined): string {
  if (enforced === undefined) return "-";
  const names = enforced.split(",");
  return LIMITS.filter((limit) => !names.includes(limit)).join(",") || "none";
}

export async function nodes(context: Context): Promise<number> {
  const { client } = await context.connect();
  return printList(context, await client.nodes(), ({ hostname }) => hostname, [
    { title: "NODE", text: ({ hostname }) => hostname },
    {
      title: "STATE",
      text: ({ active }) => (active ? "active" : "inactive"),
      paint: (cell, { active }) => context.terminal.paint(active ? "green" : "red", cell),
    },
    { title: "CPU", text: (node) => usedOf(node, ({ cpus }) => cpus, numberText), align: "right" },
    {
      title: "MEM",
      text: (node) => `${usedOf(node, ({ memoryBytes }) => memoryBytes, gibText)} GiB`,
      align: "right",
    },
    { title: "GPU", text: (node) => usedOf(node, ({ gpus = 0 }) => gpus, numberText), align: "right" },
    { title: "JOBS", text: ({ tasks }) => String(tasks), align: "right" },
    { title: "EXECUTOR", text: ({ executor }) => executor },
    { title: "NOT ENFORCED", text: ({ attributes }) => notEnforced(attributes[LIMITS_ATTRIBUTE]) },
    {
      title: "ATTRS",
      text: ({ attributes }) =>
        Object.entries(attributes)
          .filter(([key]) => key !== LIMITS_ATTRIBUTE)
          .map(([key, value]) => `${key}=${value}`)
          .join(","),
      shrinksTo: 8,
    },
  ] satisfies readonly Column<Node>[]);
}

export async function volumes(context: Context): Promise<number> {
  const { client } = await context.connect();
  return printList(context, await client.volumes(), ({ name }) => name, [
    { title: "NAME", text: ({ name }) => name },
    { title: "MODE", text: ({ mode }) => mode },
    { title: "PATH", text: ({ path }) => path },
  ] satisfies readonly Column<Volume>[]);
}

export async function whoami(context: Context): Promise<number> {
  const { args, terminal } = context;
  const { client, url } = await context.connect();
  const who = await client.whoami();
  if (formatOf(args) === "json") {
    await terminal.out(`${printableJson(who, 2)}\n`);
    return EXIT.done;
  }
  const lines = [
    `user         ${who.user}`,
    `roles        ${who.roles.join(", ")}`,
    `permissions  ${who.permissions.join(", ")}`,
    `server       ${url}`,
  ];
  await terminal.out(lines.map((line) => `${printable(line)}\n`).join(""));
  return EXIT.done;
}

async function printList<Row>(
  { args, terminal }: Context,
  rows: readonly Row[],
  name: (row: Row) => string,
  columns: readonly Column<Row>[],
): Promise<number> {
  const format = formatOf(args);
  if (format === "json") await terminal.out(`${printableJson({ items: rows }, 2)}\n`);
  else if (format === "name") await terminal.out(rows.map((row) => `${printable(name(row))}\n`).join(""));
  else if (rows.length === 0) await terminal.note("there are none");
  else await terminal.out(table(columns, rows, { width: terminal.width, header: !has(args, "no-headers") }));
  return EXIT.done;
}

/** `3/8`: used and total. */
function usedOf(
  { total, free }: Node,
  amount: (of: Amounts) => number,
  text: (amount: number) => string,
): string {
  return `${text(Math.max(0, amount(total) - amount(free)))}/${text(amount(total))}`;
}

function numberText(amount: number): string {
  return String(Math.round(amount * 1000) / 1000);
}

/** In GiB, rounded to be read: what machines have is seldom a round number of them. */
function gibText(bytes: number): string {
  return String(Math.round((bytes * 10) / 1024 ** 3) / 10);
}
