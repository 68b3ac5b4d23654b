import { mkdir, open, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { contextPath } from "./context-file.ts";
import { EXIT, Failure } from "../text/failure.ts";
import type { CliIo } from "../frame/io.ts";

/** What `godocker login` keeps of one server. */
export interface KeptCredential {
  readonly user: string;
  readonly token: string;
  /** RFC 3339. */
  readonly expiresAt?: string;
}

type Kept = Readonly<Record<string, KeptCredential>>;

/** `$XDG_CONFIG_HOME/godocker/credentials.json`. */
export function credentialPath(env: CliIo["env"]): string {
  return join(dirname(contextPath(env)), "credentials.json");
}

/** That of a server, by its origin. @throws Failure  the file cannot be used */
export async function keptCredential(env: CliIo["env"], origin: string): Promise<KeptCredential | undefined> {
  const kept = await readAll(env);
  return Object.hasOwn(kept, origin) ? kept[origin] : undefined;
}

/** @param credential  absent: what there was is forgotten. @throws Failure */
export async function keepCredential(
  env: CliIo["env"],
  origin: string,
  credential: KeptCredential | undefined,
): Promise<void> {
  const { [origin]: _, ...others } = await readAll(env);
  const path = credentialPath(env);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${process.pid}.part`;
  const all = credential === undefined ? others : { ...others, [origin]: credential };
  await writeFile(part, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600, flag: "w" });
  await rename(part, path);
}

async function readAll(env: CliIo["env"]): Promise<Kept> {
  const path = credentialPath(env);
  let text: string;
  try {
    await using file = await open(path);
    const { mode } = await file.stat();
    if (process.platform !== "win32" && (mode & 0o077) !== 0)
      throw unusable(path, "others can read it", `chmod 600 ${path}`);
    text = await file.readFile("utf8");
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    if (cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR"))
      return {};
    throw unusable(
      path,
      cause instanceof Error ? cause.message : String(cause),
      "remove it, and sign in again",
    );
  }
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === "object" && document !== null && !Array.isArray(document))
      return Object.fromEntries(
        Object.entries(document).filter((entry): entry is [string, KeptCredential] => isKept(entry[1])),
      );
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw unusable(path, "it is not as this program writes it", "remove it, and sign in again");
}

function isKept(value: unknown): value is KeptCredential {
  return (
    typeof value === "object" &&
    value !== null &&
    "user" in value &&
    typeof value.user === "string" &&
    "token" in value &&
    typeof value.token === "string"
  );
}

function unusable(path: string, why: string, fix: string): Failure {
  return new Failure({ exit: EXIT.notSignedIn, what: `${path} cannot be used`, why, fix });
}
