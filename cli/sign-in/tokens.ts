import type { Token } from "../../client/identity.ts";
import { parseDuration, UnitError } from "../../resources/units.ts";
import { valueOf, valuesOf } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { printDocument, printList } from "../frame/output.ts";
import { ago } from "../jobs/job-words.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { printable } from "../text/printable.ts";
import type { Column } from "../text/table.ts";

/** Tokens and sessions of yours. */
export async function token(context: Context): Promise<number> {
  const { args, terminal } = context;
  const [verb = "list", ...rest] = args.operands;
  if (verb === "list" || verb === "ls") {
    const { client } = await context.connect();
    return printTokens(context, await client.tokens());
  }
  if (verb === "create") {
    const [name = "godocker token create"] = rest;
    const scopes = valuesOf(args, "scope").flatMap((text) => text.split(","));
    const expires = valueOf(args, "expires");
    const lifetime = expires === undefined ? {} : { lifetimeSeconds: secondsOf(expires) };
    const { client } = await context.connect();
    const made = await client.createToken({ name, ...(scopes.length === 0 ? {} : { scopes }), ...lifetime });
    return printDocument(context, made, async () => {
      await terminal.note(`good until ${made.expiresAt}; it is shown here and never again`);
      await terminal.out(`${made.token}\n`);
    });
  }
  const [id] = rest;
  if (verb !== "revoke" || id === undefined)
    throw new Failure({
      exit: EXIT.usage,
      what: verb === "revoke" ? "token revoke needs an id" : `token has no "${verb}"`,
      fix: "`godocker token list` tells the ids",
      usage: usageOf(args.command),
    });
  const { client } = await context.connect();
  await client.revokeToken(id);
  await terminal.out(`token ${printable(id)} is ended\n`);
  return EXIT.done;
}

export function printTokens(context: Context, rows: readonly Token[]): Promise<number> {
  const nowMs = context.io.nowMs();
  return printList(context, {
    rows,
    document: (row) => row,
    name: ({ id }) => id,
    none: "no tokens; make one with: godocker token create NAME",
    columns: [
      { title: "ID", text: ({ id }) => id },
      { title: "KIND", text: ({ kind }) => kind },
      { title: "NAME", text: ({ name }) => name },
      { title: "SCOPES", text: ({ scopes }) => scopes?.join(",") ?? "all" },
      { title: "EXPIRES", text: ({ expiresAt }) => expiresAt.slice(0, 16).replace("T", " ") },
      {
        title: "USED",
        text: ({ lastUsedAt }) => (lastUsedAt === undefined ? "never" : ago(lastUsedAt, nowMs)),
      },
    ] satisfies readonly Column<Token>[],
    wide: [
      { title: "FROM", text: ({ lastUsedFrom = "" }) => lastUsedFrom },
      { title: "MADE", text: ({ createdAt }) => ago(createdAt, nowMs) },
      { title: "BY", text: ({ via }) => via },
      { title: "THIS", text: ({ current }) => (current === true ? "yes" : "") },
    ],
  });
}

function secondsOf(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    const [what = "", fix = "write 12h or 30d"] = error.message.split("; ", 2);
    throw new Failure({ exit: EXIT.usage, what: `--expires: ${what}`, fix });
  }
}
