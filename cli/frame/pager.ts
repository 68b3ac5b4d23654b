import type { Context } from "./context.ts";

/**
 * Prints a long text as `$PAGER` shows it, where there is a terminal and the text is longer than it; else as it is.
 */
export async function page({ io, terminal }: Pick<Context, "io" | "terminal">, text: string): Promise<void> {
  const pager = io.env["PAGER"] ?? "";
  const rows = io.windowSize()?.rows ?? Number.POSITIVE_INFINITY;
  const isLong = text.split("\n").length > rows;
  if (io.isTty.stdout && io.isTty.stdin && pager.trim() !== "" && isLong && (await io.page(pager, text)))
    return;
  await terminal.out(text);
}
