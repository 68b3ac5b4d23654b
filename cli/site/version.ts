import { ApiError } from "../../client/http.ts";
import { clientVersion } from "../frame/client-version.ts";
import type { Context } from "../frame/context.ts";
import { Failure } from "../text/failure.ts";
import { printDocument } from "../frame/output.ts";
import { printable } from "../text/printable.ts";

/** Needs no server: one that is away is told, and is no failure. */
export async function version(context: Context): Promise<number> {
  const client = await clientVersion();
  const server = await serverState(context);
  return printDocument(context, { client, node: process.version, api: "v2", server }, async () => {
    const state =
      server.url === undefined ? "none known" : `${server.url} (${server.answers ? "answers" : server.why})`;
    await context.terminal.out(
      `godocker ${client}\nnode     ${process.version}\napi      v2\nserver   ${printable(state)}\n`,
    );
  });
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
