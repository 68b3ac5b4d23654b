import { hostname } from "node:os";
import { ApiError } from "../../client/http.ts";
import type { LoggedIn } from "../../client/identity.ts";
import { apiFailure } from "../connection/api-failure.ts";
import { findServer, isLoopback, serverUrl } from "../connection/connection.ts";
import { credentialPath, keepCredential, keptCredential } from "../connection/credential-file.ts";
import { has, valueOf } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { readAnswer, readText } from "../frame/read-input.ts";
import { readPassword } from "../frame/read-password.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { printable } from "../text/printable.ts";

const INPUT_BYTES_MAX = 8 * 1024;

/** Signs in at a server, and keeps the token that it gives for later commands. */
export async function login(context: Context): Promise<number> {
  const { io, args, terminal } = context;
  const url = await serverOf(context);
  const baseUrl = url.href.replace(/\/+$/, "");
  if (has(args, "token-stdin")) return keepGiven(context, url, baseUrl);
  if (url.protocol === "http:" && !isLoopback(url.hostname))
    await terminal.warn(`the password goes unencrypted to ${url.origin}; use https where others can listen`);
  const user = await userName(context);
  const { password, newPassword } = await passwords(context);
  const name = `godocker login on ${hostname()}`.slice(0, 100);
  const { logIn } = await import("../../client/identity.ts");
  const attempt = (fresh?: string): Promise<LoggedIn> =>
    logIn({ baseUrl }, { user, password, name, ...(fresh === undefined ? {} : { newPassword: fresh }) });
  let made: LoggedIn;
  try {
    made = await attempt(newPassword);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "new_password_needed" || !isAsked(context))
      throw told(error, baseUrl);
    await terminal.note(error.message);
    made = await attempt(await newPasswordTwice(context)).catch((again: unknown) => {
      throw told(again, baseUrl);
    });
  }
  await keepCredential(io.env, url.origin, {
    user: made.user,
    token: made.token,
    expiresAt: made.expiresAt,
  });
  await terminal.out(`signed in at ${url.origin} as ${printable(made.user)} until ${made.expiresAt}\n`);
  return EXIT.done;
}

/** Ends the token that `login` has kept, and forgets it. */
export async function logout(context: Context): Promise<number> {
  const { io, terminal } = context;
  const url = await serverOf(context);
  const kept = await keptCredential(io.env, url.origin);
  if (kept === undefined) {
    await terminal.note(`there is no token for ${url.origin} in ${credentialPath(io.env)}`);
    return EXIT.done;
  }
  const { createClient } = await import("../../client/client.ts");
  try {
    await createClient({ baseUrl: url.href.replace(/\/+$/, ""), token: kept.token, source: "cli" }).logOut();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // One that is no good any more needs no ending.
    if (error.status !== 401)
      await terminal.warn(
        `the token could not be ended at the server, and is only forgotten here: ${error.message}`,
      );
  }
  await keepCredential(io.env, url.origin, undefined);
  await terminal.out(`signed out at ${url.origin}\n`);
  return EXIT.done;
}

/** No connection is made with a token here, so what a server refuses is told by this command itself. */
function told(error: unknown, url: string): unknown {
  return error instanceof ApiError
    ? new Failure(apiFailure(error, { what: "you are not signed in", url }))
    : error;
}

async function serverOf({ io, args }: Context): Promise<URL> {
  const [operand] = args.operands;
  return operand === undefined ? (await findServer(io, args)).url : serverUrl(operand);
}

async function keepGiven({ io, terminal }: Context, url: URL, baseUrl: string): Promise<number> {
  const token = (await readText(io, "-", { what: "the token", bytesMax: INPUT_BYTES_MAX })).trim();
  if (!/^[\u0021-\u007e]{1,4096}$/.test(token))
    throw new Failure({
      exit: EXIT.usage,
      what: "standard input has no token",
      fix: "write the token alone into it",
    });
  const { createClient } = await import("../../client/client.ts");
  const { user } = await createClient({ baseUrl, token, source: "cli" })
    .whoami()
    .catch((error: unknown) => {
      throw told(error, baseUrl);
    });
  await keepCredential(io.env, url.origin, { user, token });
  await terminal.out(`the token of ${printable(user)} is kept for ${url.origin}\n`);
  return EXIT.done;
}

async function userName({ io, args, terminal }: Context): Promise<string> {
  const given = valueOf(args, "user");
  if (given !== undefined) return given;
  if (!io.isTty.stdin || !io.isTty.stderr)
    throw new Failure({
      exit: EXIT.usage,
      what: "it is not known who signs in",
      fix: "add --user NAME",
      usage: usageOf(args.command),
    });
  const own = io.env["USER"] ?? "";
  await terminal.err(own === "" ? "User: " : `User [${printable(own)}]: `);
  const answer = await readAnswer(io.stdin, new AbortController().signal);
  const name = answer === "" || answer === undefined ? own : answer;
  if (name !== "") return name;
  throw new Failure({ exit: EXIT.usage, what: "no user was named", usage: usageOf(args.command) });
}

/** On the second line of standard input there may be a new one. Never on the command line, which others can see. */
async function passwords(
  context: Context,
): Promise<{ readonly password: string; readonly newPassword?: string }> {
  const { io, args, terminal } = context;
  if (has(args, "password-stdin")) {
    const text = await readText(io, "-", { what: "the password", bytesMax: INPUT_BYTES_MAX });
    const [password = "", newPassword = ""] = text.split(/\r?\n/);
    return newPassword === "" ? { password } : { password, newPassword };
  }
  if (!isAsked(context))
    throw new Failure({
      exit: EXIT.usage,
      what: "there is no password",
      why: "nobody can be asked, and what stands on a command line can be seen by everybody",
      fix: "write it to standard input, and add --password-stdin",
      usage: usageOf(args.command),
    });
  return { password: await readPassword(io, terminal, "Password: ") };
}

async function newPasswordTwice({ io, terminal }: Context): Promise<string> {
  const first = await readPassword(io, terminal, "New password: ");
  if (first === (await readPassword(io, terminal, "The same again: "))) return first;
  throw new Failure({ exit: EXIT.usage, what: "the two are not the same; the password stays as it was" });
}

function isAsked({ io, args }: Context): boolean {
  return io.isTty.stdin && io.isTty.stderr && !has(args, "password-stdin");
}
