import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ApiError } from "../client/http.ts";
import { formatOf } from "./args.ts";
import type { Context } from "./context.ts";
import { EXIT, Failure } from "./failure.ts";
import { printable, printableJson } from "./printable.ts";

/** Of this program. */
export async function clientVersion(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, "..", "package.json"), "utf8");
  const document: unknown = JSON.parse(text);
  return typeof document === "object" && document !== null && "version" in document
    ? String(document.version)
    : "unknown";
}

/** Needs no server: one that is away is told, and is no failure. */
export async function version(context: Context): Promise<number> {
  const { args, terminal } = context;
  const client = await clientVersion();
  const server = await serverState(context);
  if (formatOf(args) === "json") {
    await terminal.out(`${printableJson({ client, node: process.version, api: "v2", server }, 2)}\n`);
    return EXIT.done;
  }
  const state =
    server.url === undefined ? "none known" : `${server.url} (${server.answers ? "answers" : server.why})`;
  await terminal.out(
    `godocker ${client}\nnode     ${process.version}\napi      v2\nserver   ${printable(state)}\n`,
  );
  return EXIT.done;
}

type ServerState =
  | { readonly url?: undefined; readonly answers: false; readonly why: string }
  | { readonly url: string; readonly answers: true }
  | { readonly url: string; readonly answers: false; readonly why: string };

async function serverState(context: Context): Promise<ServerState> {
  let url: string | undefined;
  try {
    const connected = await context.connect();
    url = connected.url;
    await connected.client.whoami();
    return { url, answers: true };
  } catch (error) {
    if (!(error instanceof Failure || error instanceof ApiError)) throw error;
    const why = error.message;
    return url === undefined ? { answers: false, why } : { url, answers: false, why };
  }
}
