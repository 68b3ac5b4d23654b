import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 300_000;
const ASK_MS = 200;

/** Asks again and again. @throws Error  when it does not hold for minutes */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const began = performance.now(); performance.now() - began < PATIENCE_MS; await sleep(ASK_MS))
    if (await holds()) return;
  throw new Error(`waited in vain until ${what}`);
}
