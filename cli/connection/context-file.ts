import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { EXIT, Failure } from "../text/failure.ts";
import type { CliIo } from "../frame/io.ts";

/** A server by name. The token stays in its own file. */
export interface NamedServer {
  readonly name: string;
  readonly server: string;
  readonly tokenFile?: string;
}

export interface ContextFile {
  readonly current?: string;
  readonly servers: readonly NamedServer[];
}

/** `$XDG_CONFIG_HOME/godocker/contexts.json`. */
export function contextPath(env: CliIo["env"]): string {
  const xdg = env["XDG_CONFIG_HOME"] ?? "";
  const home = env["HOME"] ?? "";
  const base = xdg.startsWith("/") ? xdg : join(home === "" ? homedir() : home, ".config");
  return join(base, "godocker", "contexts.json");
}

/** No servers when there is no file. @throws Failure  it cannot be read, or is none of ours */
export async function readContexts(env: CliIo["env"]): Promise<ContextFile> {
  const path = contextPath(env);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR")) {
      return { servers: [] };
    }
    throw broken(path, cause instanceof Error ? cause.message : String(cause));
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw broken(path, "it is not JSON");
  }
  if (!isRecord(document) || !Array.isArray(document.servers))
    throw broken(path, "it has no list of servers");
  const servers = document.servers.map((item: unknown): NamedServer => {
    if (!isRecord(item) || typeof item.name !== "string" || typeof item.server !== "string") {
      throw broken(path, "a server in it has no name or no address");
    }
    const { name, server, tokenFile } = item;
    return { name, server, ...(typeof tokenFile === "string" ? { tokenFile } : {}) };
  });
  return { ...(typeof document.current === "string" ? { current: document.current } : {}), servers };
}

/** Whole or not at all, readable by its owner only. */
export async function writeContexts(env: CliIo["env"], file: ContextFile): Promise<void> {
  const path = contextPath(env);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  await rename(part, path);
}

/** The one that `GODOCKER_CONTEXT` names, else the one in use. @throws Failure  there is none of that name */
export async function contextInUse(env: CliIo["env"]): Promise<NamedServer | undefined> {
  const { current, servers } = await readContexts(env);
  const asked = env["GODOCKER_CONTEXT"] ?? "";
  const name = asked === "" ? current : asked;
  if (name === undefined) return undefined;
  const found = servers.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new Failure({
    exit: EXIT.usage,
    what: `there is no context "${name}"`,
    ...(asked === "" ? {} : { why: "GODOCKER_CONTEXT names it" }),
    fix: "`godocker context ls` lists them; `godocker context use -` uses none",
  });
}

function broken(path: string, why: string): Failure {
  return new Failure({
    exit: EXIT.failed,
    what: `${path} cannot be used`,
    why,
    fix: "fix or remove it; `godocker context set` writes it anew",
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
