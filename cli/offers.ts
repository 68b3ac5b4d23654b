import type { Offer } from "../client/documents.ts";
import { valueOf } from "./args.ts";
import { gibText, numberText } from "./cluster.ts";
import type { Context } from "./context.ts";
import { printList } from "./output.ts";
import type { Column } from "./table.ts";

/** What became of the newest offers. */
export async function offers(context: Context): Promise<number> {
  const { args } = context;
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

/** Tasks that were started with it, or why none was. */
function useOf({ operation, reason, tasks = [] }: Offer): string {
  if (operation !== undefined) return operation;
  if (reason !== undefined) return reason.replace("_", " ");
  return tasks.join(" ");
}
