import type { Amounts, Node, Volume } from "../../client/documents/cluster.ts";
import { nearest } from "../../resources/nearest.ts";
import { has, valueOf } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { printDocument, printList } from "../frame/output.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { printable } from "../text/printable.ts";
import type { Column } from "../text/table.ts";
import { closedText } from "./operate.ts";

/** Agents of the embedded cluster tell by it which limits their host lets them enforce. */
const LIMITS_ATTRIBUTE = "godocker_limits";
const LIMITS = ["cpu", "memory", "pids", "disk", "ports", "rlimits", "processes", "users", "gpus"];

/** The limits that a job could pass over there; nothing where nothing is known of them. */
function notEnforced(enforced: string | undefined): string {
  if (enforced === undefined) return "";
  const names = enforced.split(",");
  return LIMITS.filter((limit) => !names.includes(limit)).join(",") || "none";
}

export async function nodes(context: Context): Promise<number> {
  if (context.args.operands[0] === "executors") return listExecutors(context);
  const rows = await wantedNodes(context);
  return printList(context, {
    rows,
    document: (row) => row,
    name: ({ hostname }) => hostname,
    none: "no machines",
    columns: [
      { title: "NODE", text: ({ hostname }) => hostname },
      {
        title: "STATE",
        text: stateText,
        paint: (cell, { active, closed, sharedWith, trust }) =>
          context.terminal.paint(
            active && trust === undefined
              ? "green"
              : active || sharedWith !== undefined || closed !== undefined
                ? "yellow"
                : "red",
            cell,
          ),
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
    ] satisfies readonly Column<Node>[],
    wide: [
      {
        title: "DISK",
        text: (node) => `${usedOf(node, ({ diskBytes }) => diskBytes, gibText)} GiB`,
        align: "right",
      },
      { title: "ID", text: ({ id }) => id },
      { title: "CLOSED", text: ({ closed }) => closedText(closed) },
    ],
  });
}

function stateText({ active, closed, sharedWith, tasks, trust }: Node): string {
  if (active) return trust?.state ?? "active";
  if (sharedWith !== undefined) return `of ${sharedWith}`;
  if (closed === undefined) return "inactive";
  return closed.of === "executor" ? "off" : tasks > 0 ? "draining" : "drained";
}

async function listExecutors(context: Context): Promise<number> {
  if (context.args.operands.length > 1)
    throw new Failure({
      exit: EXIT.usage,
      what: "nodes executors takes no name",
      usage: usageOf(context.args.command),
    });
  const { executors } = await import("./operate.ts");
  return executors(context);
}

/** @throws Failure  for a node that is not there, and for words that make no sense */
async function wantedNodes(context: Context): Promise<readonly Node[]> {
  const { args } = context;
  const [verb, name] = args.operands;
  if (verb !== undefined && (verb !== "show" || name === undefined)) {
    throw new Failure({
      exit: EXIT.usage,
      what: verb === "show" ? "nodes show needs a name" : `nodes has no "${verb}"`,
      usage: usageOf(args.command),
    });
  }
  const { client } = await context.connect();
  const all = await client.nodes();
  if (name !== undefined) {
    const found = all.filter(({ hostname, id }) => hostname === name || id === name);
    if (found.length > 0) return found;
    const near = nearest(
      name,
      all.map(({ hostname }) => hostname),
    );
    throw new Failure({
      exit: EXIT.notFound,
      what: `there is no node ${name}`,
      fix: near === undefined ? "`godocker nodes` lists them" : `did you mean ${near}?`,
    });
  }
  const [, key, value] = /^([^=]+)(?:=(.*))?$/s.exec(valueOf(args, "attribute") ?? "") ?? [];
  return all.filter(({ active, free, attributes }) => {
    const hasRoom = !has(args, "free") || (active && free.cpus >= 1 && free.memoryBytes > 0);
    const given = key === undefined ? undefined : attributes[key];
    return (
      hasRoom && (key === undefined || (given !== undefined && (value === undefined || given === value)))
    );
  });
}

export async function volumes(context: Context): Promise<number> {
  const { client } = await context.connect();
  return printList(context, {
    rows: await client.volumes(),
    document: (row) => row,
    name: ({ name }) => name,
    none: "this server has no volumes",
    columns: [
      { title: "NAME", text: ({ name }) => name },
      { title: "MODE", text: ({ mode }) => mode },
      { title: "PATH", text: ({ path }) => path },
    ] satisfies readonly Column<Volume>[],
  });
}

export async function whoami(context: Context): Promise<number> {
  const { client, url } = await context.connect();
  const who = await client.whoami();
  return printDocument(context, who, async () => {
    const lines = [
      `user         ${who.user}`,
      `roles        ${who.roles.join(", ")}`,
      `permissions  ${who.permissions.join(", ")}`,
      `server       ${url}`,
    ];
    await context.terminal.out(lines.map((line) => `${printable(line)}\n`).join(""));
  });
}

/** `3/8`: used and total. */
function usedOf(
  { total, free }: Node,
  amount: (of: Amounts) => number,
  text: (amount: number) => string,
): string {
  return `${text(Math.max(0, amount(total) - amount(free)))}/${text(amount(total))}`;
}

export function numberText(amount: number): string {
  return String(Math.round(amount * 1000) / 1000);
}

/** In GiB, rounded to be read: what machines have is seldom a round number of them. */
export function gibText(bytes: number): string {
  return String(Math.round((bytes * 10) / 1024 ** 3) / 10);
}
