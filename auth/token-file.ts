import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { constants } from "node:fs";
import { link, lstat, open, mkdir, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import type { CredentialProvider } from "./authenticator.ts";
import type { Caller } from "./caller.ts";

/** The token file cannot be used; the message says what to do about it, and never what is in it. */
export class TokenFileError extends Error {
  override readonly name = "TokenFileError";
}

/** 256 bits and the prefix that secret scanners look for. */
const TOKEN = /^gd_[A-Za-z0-9_-]{43}$/;
const FILE_BYTES_MAX = 1024;

/**
 * The token in the file; the first call makes both. The file is complete when it appears under its name, belongs to
 * this process' user and nobody else may read it.
 *
 * @returns the token, and whether this call made it. Give it to clients; never log it
 * @throws TokenFileError  when the file is readable by others, foreign, no regular file, or holds something else
 */
export async function openTokenFile(
  path: string,
): Promise<{ readonly token: string; readonly created: boolean }> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const made = await createTokenFile(path);
  if (made !== undefined) return { token: made, created: true };
  return { token: await readTokenFile(path), created: false };
}

/** @throws TokenFileError */
export async function readTokenFile(path: string): Promise<string> {
  // O_NOFOLLOW: a link could make a foreign file look like ours. O_NONBLOCK: a FIFO must not hang the start.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (cause: unknown) => {
      throw new TokenFileError(
        `cannot open the token file ${path}: it must be a regular file that this user may read`,
        { cause },
      );
    },
  );
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new TokenFileError(`${path} is no regular file`);
    if (process.getuid !== undefined && stat.uid !== process.getuid()) {
      throw new TokenFileError(
        `${path} belongs to another user; remove it, or name another file in auth.tokenFile`,
      );
    }
    if ((stat.mode & 0o077) !== 0) {
      throw new TokenFileError(`${path} may be read by others; run: chmod 600 ${path}`);
    }
    const { buffer, bytesRead } = await file.read(Buffer.alloc(FILE_BYTES_MAX), 0, FILE_BYTES_MAX, 0);
    const token = buffer.subarray(0, bytesRead).toString("utf8").trim();
    if (!TOKEN.test(token)) {
      throw new TokenFileError(`${path} holds no token; remove it and a new one is made at the next start`);
    }
    return token;
  } finally {
    await file.close();
  }
}

/** `undefined` when there is a file already. */
async function createTokenFile(path: string): Promise<string | undefined> {
  const exists = await lstat(path).then(
    () => true,
    (error: unknown) => {
      if (isErrno(error, "ENOENT")) return false;
      throw new TokenFileError(`cannot look at ${path}`, { cause: error });
    },
  );
  if (exists) return undefined;
  const token = `gd_${randomBytes(32).toString("base64url")}`;
  // Written under another name and linked: a crash leaves no half-written token, and of two processes that start at
  // the same time one wins and the other reads what it wrote.
  const draft = `${path}.${process.pid}.${randomBytes(6).toString("hex")}`;
  const file = await open(
    draft,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    await file.writeFile(`${token}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
    return token;
  } catch (error) {
    if (isErrno(error, "EEXIST")) return undefined;
    throw error;
  } finally {
    await unlink(draft);
  }
}

/** The single token of an installation: whoever shows it is `caller`. Only its hash stays in memory. */
export function tokenProvider(token: string, caller: Caller): CredentialProvider {
  const expected = hash(token);
  return {
    name: "token_file",
    // Equal-length hashes: how much of a guess is right does not show in the time it takes.
    identify: async (credential) =>
      credential.kind === "bearer" && timingSafeEqual(hash(credential.token), expected) ? caller : undefined,
  };
}

function hash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
