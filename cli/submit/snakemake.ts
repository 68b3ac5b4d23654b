import type { Context } from "../frame/context.ts";
import { EXIT } from "../text/failure.ts";
import { hasEnded, parseJobRef } from "../jobs/job-words.ts";

/** The one word that Snakemake's cluster-generic executor reads: anything but its three words stops a workflow. */
export async function snakemakeStatus(context: Context): Promise<number> {
  const { id } = parseJobRef(context.args.operands[0] ?? "");
  const { client } = await context.connect();
  const { state } = await client.get(id);
  const word = state === "succeeded" ? "success" : hasEnded(state) ? "failed" : "running";
  await context.terminal.out(`${word}\n`);
  return EXIT.done;
}
