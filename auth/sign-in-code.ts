import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** From making a code to its end. */
export const SIGN_IN_CODE_MS = 10 * 60_000;
/** Codes remembered as used; they are forgotten when they would be too old anyway. */
const USED_MAX = 10_000;

/**
 * A code that signs one browser in, once and soon. It may stand where the token must not: in the address that a
 * program prints, and so in terminals, logs and the history of a browser.
 */
export function makeSignInCode(token: string, nowMs: number): string {
  const body = `${nowMs.toString(36)}.${randomBytes(16).toString("base64url")}`;
  return `${body}.${mac(token, body)}`;
}

export interface SignInCodes {
  /** The token, for a code that was made with it, is not too old and was not used before; else `undefined`. */
  redeem(code: string): string | undefined;
}

/** Codes from before its own start are refused: they may have been used. */
export function signInCodes(token: string, nowMs: () => number): SignInCodes {
  const startedAtMs = nowMs();
  const usedUntilMs = new Map<string, number>();
  return {
    redeem(code) {
      const atMs = nowMs();
      for (const [used, untilMs] of usedUntilMs) if (untilMs < atMs) usedUntilMs.delete(used);
      const [, body = "", made = "", shown = ""] =
        /^(([0-9a-z]{1,12})\.[A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/.exec(code) ?? [];
      if (!timingSafeEqual(Buffer.from(mac(token, body)), Buffer.from(shown.padEnd(43)))) return undefined;
      const madeAtMs = Number.parseInt(made, 36);
      if (madeAtMs < startedAtMs || madeAtMs > atMs || atMs - madeAtMs > SIGN_IN_CODE_MS) return undefined;
      if (usedUntilMs.has(body) || usedUntilMs.size >= USED_MAX) return undefined;
      usedUntilMs.set(body, madeAtMs + SIGN_IN_CODE_MS);
      return token;
    },
  };
}

function mac(token: string, body: string): string {
  return createHmac("sha256", token).update(`sign in\n${body}`).digest("base64url");
}
