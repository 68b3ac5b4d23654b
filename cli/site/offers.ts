import type { Match, Offer } from "../../client/documents/cluster.ts";
import { valueOf } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { printList } from "../frame/output.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { printable } from "../text/printable.ts";
import type { Column } from "../text/table.ts";
import { gibText, numberText } from "./cluster.ts";

const MATCHES_SHOWN = 100;

/** What became of the newest offers. */
export async function offers(context: Context): Promise<number> {
  const { args } = context;
  const [verb, name, extra] = args.operands;
  if (verb === "matches" && name !== undefined && extra === undefined) return matches(context, name);
  if (verb !== undefined)
    throw new Failure({
      exit: EXIT.usage,
      what:
        verb === "matches" && name === undefined
          ? "offers matches needs an offer or a machine"
          : `offers has no "${printable(args.operands.join(" "))}"`,
      usage: usageOf(args.command),
    });
  const outcome = valueOf(args, "outcome");
  const node = valueOf(args, "node");
  const limit = valueOf(args, "limit");
  const { client } = await context.connect();
  const rows = await client.offers({
    ...(outcome === undefined ? {} : { outcome }),
    ...(node === undefined ? {} : { node }),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
  });
  return printList(context, {
    rows,
    document: (row) => row,
    name: ({ id }) => id,
    none: "no offers since this scheduler leads",
    columns: [
      { title: "TIME", text: ({ receivedAt }) => receivedAt.slice(11, 19) },
      { title: "NODE", text: ({ hostname }) => hostname },
      { title: "CPU", text: ({ resources }) => numberText(resources.cpus), align: "right" },
      { title: "MEM", text: ({ resources }) => `${gibText(resources.memoryBytes)} GiB`, align: "right" },
      { title: "GPU", text: ({ resources }) => String(resources.gpus ?? 0), align: "right" },
      { title: "OUTCOME", text: ({ outcome: became }) => became },
      { title: "HELD", text: ({ heldMs }) => (heldMs === undefined ? "" : `${heldMs} ms`), align: "right" },
      { title: "FOR", text: useOf, shrinksTo: 12 },
    ] satisfies readonly Column<Offer>[],
    wide: [
      { title: "EXECUTOR", text: ({ executor }) => executor },
      { title: "ID", text: ({ id }) => id },
    ],
  });
}

/** Which jobs that wait an offer or a machine would do for. */
async function matches(context: Context, name: string): Promise<number> {
  const { client } = await context.connect();
  const most = Number(valueOf(context.args, "limit") ?? MATCHES_SHOWN);
  const rows: Match[] = [];
  for await (const match of client.matches(name, { pageSize: Math.min(200, most) })) {
    rows.push(match);
    if (rows.length >= most) break;
  }
  return printList(context, {
    rows,
    document: (row) => row,
    name: ({ job }) => String(job),
    none: "no job waits of which nothing has started",
    columns: [
      { title: "JOB", text: ({ job }) => String(job), align: "right" },
      { title: "FITS", text: ({ fits }) => (fits ? "yes" : "no") },
      { title: "USER", text: ({ user }) => user },
      { title: "PROJECT", text: ({ project }) => project },
      { title: "NAME", text: ({ name: of }) => of, shrinksTo: 12 },
      { title: "WHY NOT", text: ({ fits, sentence }) => (fits ? "" : sentence), shrinksTo: 20 },
    ] satisfies readonly Column<Match>[],
  });
}

/** Tasks that were started with it, or why none was. */
function useOf({ operation, reason, tasks = [] }: Offer): string {
  if (operation !== undefined) return operation;
  if (reason !== undefined) return reason.replace("_", " ");
  return tasks.join(" ");
}
