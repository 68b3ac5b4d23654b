import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { link, mkdir, open, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import type { SecretKeys } from "../../store/secrets.ts";
import { StartError } from "./settings.ts";

/** An id and 32 bytes in base64: `2030-01 q83v…=`. */
const LINE = /^([A-Za-z0-9._-]{1,64}) ([A-Za-z0-9+/]{43}=)$/;
const FILE_BYTES_MAX = 64 * 1024;
const KEY_BYTES = 32;

/**
 * The keys that secrets are sealed with: a line for each, the first one is current. Without a file one is made, if it
 * is where this process keeps its own; whole when it appears, and readable by this user only.
 * @param given  whether somebody named it: then it must be there
 * @throws StartError
 */
export async function openSecretKeys(path: string, given: boolean): Promise<SecretKeys> {
  if (!given) await makeKeyFile(path);
  const lines = (await readKeyFile(path))
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const keys = new Map<string, Uint8Array>();
  for (const [at, line] of lines.entries()) {
    const [, id, key] = LINE.exec(line.trim()) ?? [];
    if (id === undefined || key === undefined || keys.has(id))
      throw new StartError(
        `${path}: key ${at + 1} is not a new id, a space and 32 bytes in base64; make one with: echo "$(date +%F) $(openssl rand -base64 32)"`,
      );
    keys.set(id, Buffer.from(key, "base64"));
  }
  const [current] = keys.keys();
  if (current === undefined) throw new StartError(`${path} has no key; remove it and one is made`);
  return { current, keys };
}

async function readKeyFile(path: string): Promise<string> {
  // As with the token: no link to a foreign file, no pipe that hangs the start.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch((cause: unknown) => {
    throw new StartError(`the key file of secrets, ${path}, must be a regular file that this user may read`, {
      cause,
    });
  });
  try {
    const { mode, uid, isFile } = await file.stat().then((stat) => ({ ...stat, isFile: stat.isFile() }));
    if (!isFile) throw new StartError(`${path} is no regular file`);
    if (process.getuid !== undefined && uid !== process.getuid() && uid !== 0)
      throw new StartError(`${path} belongs to another user; name another file in secrets.keyFile`);
    if ((mode & 0o077) !== 0) throw new StartError(`${path} may be read by others; run: chmod 600 ${path}`);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(FILE_BYTES_MAX), 0, FILE_BYTES_MAX, 0);
    return buffer.subarray(0, bytesRead).toString("utf8");
  } finally {
    await file.close();
  }
}

/** Does nothing when there is one. Of two that start at the same time, one makes it and the other reads that. */
async function makeKeyFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${randomBytes(6).toString("hex")}`;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = await open(draft, flags, 0o600);
  try {
    const id = new Date().toISOString().slice(0, 10);
    await file.writeFile(`${id} ${randomBytes(KEY_BYTES).toString("base64")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    await unlink(draft);
  }
}
