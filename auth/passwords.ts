import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { isCommonPassword } from "./common-passwords.ts";

/** OWASP's advice for scrypt: 128 MiB and about half a second for each. */
const LOG_N = 17;
const [R, P] = [8, 1];
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** Each takes 128 MiB, and a thread of Node's pool, which reads files as well. */
const AT_ONCE = 2;
const WAITING_MAX = 64;

export const PASSWORD_LENGTH = { least: 12, most: 1024 } as const;

export class TooManyPasswordsError extends Error {
  override readonly name = "TooManyPasswordsError";
}

/** Makes and compares hashes of passwords, a few at a time, beside the thread that answers. */
export interface Passwords {
  /** @throws TooManyPasswordsError */
  hash(password: string): Promise<string>;
  /**
   * @param hash  absent: it takes as long, and is never right
   * @throws TooManyPasswordsError
   */
  matches(password: string, hash: string | undefined): Promise<boolean>;
}

export function createPasswords(logN: number = LOG_N): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];
  const derive = async (password: string, salt: Buffer, n: number): Promise<Buffer> => {
    if (running >= AT_ONCE) {
      if (waiting.length >= WAITING_MAX)
        throw new TooManyPasswordsError("more passwords are being checked than this server can");
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await new Promise((resolve, reject) => {
        const options = { N: 2 ** n, r: R, p: P, maxmem: 256 * R * 2 ** n };
        // The same letters however a keyboard composes them.
        scrypt(password.normalize("NFKC"), salt, KEY_BYTES, options, (error, key) => {
          if (error === null) resolve(key);
          else reject(error);
        });
      });
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
  const nobody = Buffer.alloc(SALT_BYTES);

  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const key = await derive(password, salt, logN);
      return ["scrypt", logN, R, P, salt.toString("base64url"), key.toString("base64url")].join("$");
    },
    async matches(password, hash) {
      const [, n, salt, key] = /^scrypt\$(\d{1,2})\$8\$1\$([\w-]{22})\$([\w-]{43})$/.exec(hash ?? "") ?? [];
      if (n === undefined || salt === undefined || key === undefined) {
        await derive(password.slice(0, PASSWORD_LENGTH.most), nobody, logN);
        return false;
      }
      const derived = await derive(
        password.slice(0, PASSWORD_LENGTH.most),
        Buffer.from(salt, "base64url"),
        Number(n),
      );
      return (
        timingSafeEqual(derived, Buffer.from(key, "base64url")) && password.length <= PASSWORD_LENGTH.most
      );
    },
  };
}

/** What is wrong with a new password, a sentence; `undefined`: nothing. */
export function passwordFault(password: string, user: string): string | undefined {
  const { length } = [...password];
  if (length < PASSWORD_LENGTH.least)
    return `it has ${length} characters; take ${PASSWORD_LENGTH.least} or more`;
  if (password.length > PASSWORD_LENGTH.most) return `it is longer than ${PASSWORD_LENGTH.most} characters`;
  if (isCommonPassword(password, user))
    return "it is one that many people use, or easily guessed from the name; several words that do not belong together are better";
  return undefined;
}

/** For the first sign-in: 100 bits in letters that nobody takes for others. */
export function makeFirstPassword(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  const text = Array.from(randomBytes(64))
    .filter((byte) => byte < letters.length * Math.floor(256 / letters.length))
    .slice(0, 20)
    .map((byte) => letters[byte % letters.length])
    .join("");
  return text.length < 20 ? makeFirstPassword() : (text.match(/.{5}/g) ?? []).join("-");
}
